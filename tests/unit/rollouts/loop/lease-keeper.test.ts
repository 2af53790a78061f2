import { describe, expect, it } from "vitest";
import { createLog } from "@/lib/platform/log";
import { createSyncedClock } from "@/lib/platform/synced-clock";
import { termOf } from "@/lib/rollouts/domain/lease";
import { keepLeases } from "@/lib/rollouts/loop/lease-keeper";
import type { LeaseAnswer, LeaseStore } from "@/lib/rollouts/loop/lease-store";
import { SimProcess } from "@/tests/simulation/sim-process";
import { VirtualTime } from "@/tests/simulation/virtual-time";

/** Goal: a worker on an old primary raises nothing for a while once a data plane shows a newer one, and not for ever. */

const old = { timeline: 1, incarnation: 1 };
const newer = { timeline: 2, incarnation: 1 };

function keeper() {
  const time = new VirtualTime();
  const process = new SimProcess("w", time);
  const answer = async (): Promise<LeaseAnswer> => ({
    now: process.clock.now(),
    held: [{ shard: 3, epoch: 7 }],
    lineage: old,
    workerCount: 1,
    isSafeMode: false,
    countedTo: null,
  });
  const store: LeaseStore = {
    renew: answer,
    acquire: answer,
    raise: answer,
    release: async () => undefined,
    leave: async () => undefined,
    onFreed: () => undefined,
    close: async () => undefined,
  };
  const leases = keepLeases({
    store,
    clock: createSyncedClock(process.clock),
    timers: process.timers,
    log: createLog("test", "silent"),
    ttlMs: 2_500,
    roundMs: 120,
    onChange: () => undefined,
  });
  return { time, leases };
}

describe("a newer database, shown by a data plane", () => {
  it("keeps every target from being raised for 30 s, once", async () => {
    const { time, leases } = keeper();
    await time.runUntil(500, () => false);
    const own = leases.leaseOf(3)?.term ?? 0;
    leases.saw(termOf(old, 9));
    expect(leases.isOutlived(own)).toBe(false);
    leases.saw(termOf(newer, 1));
    expect(leases.isOutlived(own)).toBe(true);
    expect(leases.leaseOf(3), "what lowers is still its to do").not.toBeNull();
    await time.runUntil(30_400, () => false);
    expect(leases.isOutlived(own)).toBe(true);
    leases.saw(termOf(newer, 2));
    expect(leases.isOutlived(termOf(newer, 1)), "the newer one itself is trusted").toBe(false);
    await time.runUntil(30_600, () => false);
    expect(leases.isOutlived(own)).toBe(false);
  });
});
