import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { createLog } from "@/lib/platform/log";
import type { Timers } from "@/lib/platform/timers";
import { createFenceKeeper } from "@/lib/rollouts/loop/fence-keeper";
import type { LoopContext } from "@/lib/rollouts/loop/loop-context";
import { createLoopMetrics } from "@/lib/rollouts/loop/loop-metrics";
import type { LoopTarget } from "@/lib/rollouts/loop/loop-parts";
import { createTargetLinks } from "@/lib/rollouts/loop/target-links";
import { fencedError } from "@/lib/traffic/adapters/fenced-error";
import type { TrafficTarget } from "@/lib/traffic/port";

/** Goal: each target of this worker hears of its term once, whatever the others do, and again until it has taken it. */

type Answer = "accepted" | "fails" | "hangs" | "fenced" | "cannot";

function rig(answerOf: (id: string, count: number) => Answer, count = 3) {
  let [nowMs, term] = [0, 5];
  const claims: string[] = [];
  const yielded: number[] = [];
  const targets = Array.from(
    { length: count },
    (_, index) => ({ id: `t${index}`, shard: index % 2, revision: 1 }) as LoopTarget,
  );
  const timers: Timers = { after: () => () => undefined };
  const clock = { monotonicMs: () => nowMs } as LoopContext["clock"];
  const openTarget = ({ id }: LoopTarget): TrafficTarget => {
    const claim = async (claimed: number): Promise<void> => {
      claims.push(`${id} ${claimed}`);
      const answer = answerOf(id, claims.filter((one) => one.startsWith(`${id} `)).length);
      if (answer === "hangs") await new Promise(() => undefined);
      if (answer === "fails") throw new Error("unreachable");
      if (answer === "fenced") throw fencedError("It", { term: 9, epoch: 1 });
    };
    const rest = { observe: () => Promise.reject(new Error("not asked")), apply: async () => undefined };
    return { ...rest, ...(answerOf(id, 0) === "cannot" ? {} : { claim }), close: async () => undefined };
  };
  const parts = { timers, openTarget, doorOf: () => "one door" };
  const leases = {
    leaseOf: (shard: number) => (shard === 0 ? { shard, epoch: term, term, trustedUntilMs: 1 } : null),
    yieldTo: (_: number, accepted: number) => void yielded.push(accepted),
  };
  const log = createLog("test", "silent");
  const context = {
    parts,
    clock,
    log,
    leases,
    metrics: createLoopMetrics(new Registry()),
    links: createTargetLinks(parts, clock, () => undefined),
  };
  const keeper = createFenceKeeper(context as unknown as LoopContext);
  return {
    keeper,
    claims,
    yielded,
    async keepAt(atMs: number, inTerm = 5) {
      [nowMs, term] = [atMs, inTerm];
      keeper.keep(targets);
      const open = keeper.openCount();
      await Promise.race([keeper.settled(), new Promise((resolve) => setImmediate(resolve))]);
      return open;
    },
  };
}

describe("the fence of targets that nothing is written to", () => {
  it("is raised once in each term, for targets of this worker's shards", async () => {
    const { keepAt, claims } = rig(() => "accepted");
    expect(await keepAt(0)).toBe(2);
    expect(await keepAt(100)).toBe(0);
    expect(await keepAt(200, 6)).toBe(2);
    expect(claims).toEqual(["t0 5", "t2 5", "t0 6", "t2 6"]);
  });

  it("is tried again, ever more slowly, until it is taken", async () => {
    const { keepAt, claims } = rig((id, count) => (id === "t0" && count < 3 ? "fails" : "accepted"));
    for (const atMs of [0, 100, 249, 250, 700, 750]) await keepAt(atMs);
    expect(claims.filter((one) => one === "t0 5")).toHaveLength(3);
    expect(await keepAt(10_000)).toBe(0);
  });

  it("makes whoever is refused for a newer term stop", async () => {
    const { keepAt, yielded } = rig((id) => (id === "t2" ? "fenced" : "accepted"));
    await keepAt(0);
    expect(yielded).toEqual([9]);
  });

  it("waits for none that hangs, asks a door for a hundred at once, and leaves out who cannot", async () => {
    const many = rig((id) => (id === "t0" ? "cannot" : "hangs"), 500);
    expect(await many.keepAt(0)).toBe(249);
    await many.keepAt(100);
    expect(many.claims).toHaveLength(100);
  });
});
