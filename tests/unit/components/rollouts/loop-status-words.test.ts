import { describe, expect, it } from "vitest";
import { loopAnswer, shardsInWords } from "@/components/rollouts/loop-status-words";
import type { LoopStatus } from "@/lib/rollouts/api-contract";

const worker = (state: "alive" | "lost") => ({
  id: "w",
  hostName: "h",
  state,
  shards: [],
  ownsSince: null,
  startedAt: "",
  lastSeenAt: "",
  lastTickMs: null,
});
const calm: LoopStatus = {
  at: "2026-11-20T10:00:00Z",
  shardCount: 16,
  freeShards: [],
  isSafeMode: false,
  commitSafety: "kept",
  workers: [worker("alive"), worker("alive"), worker("lost")],
  targetCount: 3,
  targets: [],
};

describe("the page of the control loop says in one sentence", () => {
  it.each([
    [{}, "2 workers share all targets."],
    [{ workers: [worker("alive")] }, "One worker runs all targets."],
    [{ freeShards: [3, 4] }, "2 of 16 shards have no worker; rollouts of their targets stand still."],
    [{ freeShards: Array.from({ length: 16 }, (_, shard) => shard) }, /^No worker runs: nothing moves/],
    [{ commitSafety: "lost_in_a_failover" } as const, /share all targets\. .* a failover may lose the last commands/],
    [{ commitSafety: "lost_in_a_crash" } as const, /share all targets\. .* a crash may lose the last commands/],
    [{ isSafeMode: true }, /nothing is raised until safe mode is ended/],
  ])("%o", (more, words) => {
    expect(loopAnswer({ ...calm, ...more })).toMatch(words);
  });
});

it.each([
  [[], "none"],
  [[4], "4"],
  [[9, 0, 1, 2, 12, 13], "0–2, 9, 12–13"],
])("shards %o are %s", (shards, words) => {
  expect(shardsInWords(shards)).toBe(words);
});
