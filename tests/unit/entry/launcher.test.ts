import { describe, expect, test } from "vitest";
import { isRoomInMemory } from "@/lib/entry/launcher/memory-directory.mjs";
import { isRecentEnough } from "@/lib/entry/launcher/runtime.mjs";
import { createStages, seconds } from "@/lib/entry/launcher/stages.mjs";
import { warningIn } from "@/lib/entry/launcher/supervisor.mjs";

describe("isRecentEnough", () => {
  test.each([
    ["18.20.8", false],
    ["20.20.2", false],
    ["22.18.0", false],
    ["22.19.0", true],
    ["24.0.0", true],
    ["26.10.0", true],
  ])("%s: %s", (version, expected) => expect(isRecentEnough(version)).toBe(expected));
});

describe("temporary files", () => {
  const gib = 1024 ** 3;
  const mounts = (kind: string, options: string) => `/dev/vda / ext4 rw 0 0\n${kind} /dev/shm ${kind} ${options} 0 0\n`;

  test.each([
    ["a large file system in memory", mounts("tmpfs", "rw,relatime,size=24684092k"), 20 * gib, true],
    ["one that is nearly full, or a container's", mounts("tmpfs", "rw,relatime"), 64 * 1024 ** 2, false],
    ["one that forbids programs", mounts("tmpfs", "rw,nosuid,noexec,relatime"), 20 * gib, false],
    ["one to be read only", mounts("tmpfs", "ro"), 20 * gib, false],
    ["a directory on a disk", "/dev/vda / ext4 rw 0 0\n", 20 * gib, false],
    ["one that hides another", mounts("tmpfs", "rw") + mounts("ext4", "rw"), 20 * gib, false],
  ])("%s", (_name, text, freeBytes, isFit) => expect(isRoomInMemory(text, "/dev/shm", freeBytes)).toBe(isFit));
});

describe("warningIn", () => {
  test.each([
    ['{"level":30,"msg":"error in words only"}', undefined],
    ['{"level":40,"msg":"slow"}', "slow"],
    ['{"level":"info","msg":"an error was avoided"}', undefined],
    ['{"level":"error","msg":"lost"}', "lost"],
    ['{"level":50,"msg":"lost","err":{"message":"ECONNREFUSED"}}', "lost: ECONNREFUSED"],
    ['{"odd":true}', undefined],
    ["{broken", undefined],
    ["Error: listen EADDRINUSE", "Error: listen EADDRINUSE"],
    ["(node:1) Warning: something", "(node:1) Warning: something"],
    ["(node:1) DeprecationWarning: something is old", undefined],
    ["(Use `node --trace-deprecation ...` to show where the warning was created)", undefined],
    ["compiled in 3 s", undefined],
  ])("%s", (line, expected) => expect(warningIn(line)).toBe(expected));
});

describe("stages", () => {
  const paper = () => {
    const written: string[] = [];
    return { written, out: { write: (text: string) => written.push(text), isTTY: false } };
  };

  test("one line each, with a mark, the time and the remark", async () => {
    const { written, out } = paper();
    const stages = createStages(out);
    await stages.run("Packages", async () => "up to date");
    expect(written.join("")).toMatch(/^ {2}✓ Packages +0\.0 s +up to date\n$/);
  });

  test("a failure is marked and thrown on", async () => {
    const { written, out } = paper();
    const failure = new Error("no network");
    const fail = () => {
      throw failure;
    };
    await expect(createStages(out).run("Packages", fail)).rejects.toBe(failure);
    expect(written.join("")).toMatch(/^ {2}✗ Packages/);
  });

  test("times in words", () => {
    expect([seconds(420), seconds(59_940), seconds(125_000)]).toEqual(["0.4 s", "59.9 s", "2 min 05 s"]);
  });
});
