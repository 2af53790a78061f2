import { describe, expect, it } from "vitest";
import { KeptAnswer } from "@/lib/platform/kept-answer";

describe("an answer that is kept", () => {
  it("is made once for all who ask in its time, and again after it", async () => {
    const kept = new KeptAnswer<number>(1_000);
    let made = 0;
    const ask = (nowMs: number, mark = 1) =>
      kept.read(mark, nowMs, async () => {
        made += 1;
        return made;
      });
    expect(await Promise.all([ask(0), ask(0), ask(999)])).toEqual([1, 1, 1]);
    expect(await ask(1_000)).toBe(2);
    expect(await ask(1_001, 2)).toBe(3);
  });

  it("does not keep a failure", async () => {
    const kept = new KeptAnswer<string>(1_000);
    await expect(kept.read(1, 0, () => Promise.reject(new Error("no database")))).rejects.toThrow("no database");
    expect(await kept.read(1, 1, () => Promise.resolve("here"))).toBe("here");
  });
});
