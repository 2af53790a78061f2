import { describe, expect, it } from "vitest";
import { GroupCommit, type GroupCommitOptions, QueueFullError } from "@/lib/platform/group-commit";

function groups(options: Partial<GroupCommitOptions<number, string>> = {}) {
  const written: number[][] = [];
  const commit = new GroupCommit<number, string>({
    async flush(items) {
      written.push([...items]);
      return items.map((item) => `did ${item}`);
    },
    sizeOf: (item) => item,
    lingerMs: 1,
    maxItems: 3,
    maxSize: 100,
    maxWaitingSize: 1_000,
    maxInFlight: 1,
    ...options,
  });
  return { commit, written };
}

describe("a group commit", () => {
  it("answers each caller with its own result and writes few groups", async () => {
    const { commit, written } = groups();
    const results = await Promise.all([1, 2, 3, 4, 5].map((item) => commit.add(item)));
    expect(results).toEqual(["did 1", "did 2", "did 3", "did 4", "did 5"]);
    expect(written).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it("cuts groups by size; a larger item goes alone", async () => {
    const { commit, written } = groups({ maxItems: 10 });
    await Promise.all([60, 50, 150, 10].map((item) => commit.add(item)));
    expect(written.every((group) => group.length === 1 || group.reduce((a, b) => a + b) <= 100)).toBe(true);
    expect(written.flat()).toEqual([60, 50, 150, 10]);
  });

  it("tells everybody of a group that it failed, and goes on", async () => {
    let fails = true;
    const { commit } = groups({
      async flush(items) {
        if (fails) throw new Error("away");
        return items.map(String);
      },
    });
    const both = await Promise.allSettled([commit.add(1), commit.add(2)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    fails = false;
    expect(await commit.add(3)).toBe("3");
  });

  it("refuses what would fill the memory", async () => {
    const { commit } = groups({ maxWaitingSize: 10 });
    const kept = commit.add(8);
    await expect(commit.add(5)).rejects.toThrow(QueueFullError);
    expect(await kept).toBe("did 8");
  });

  it("does not take a wrong number of results for an answer", async () => {
    const { commit } = groups({ flush: async () => [] });
    await expect(commit.add(1)).rejects.toThrow("another number");
  });
});
