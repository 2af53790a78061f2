import { describe, expect, it } from "vitest";
import type { Fault, Schedule } from "../../../simulation/schedule";
import { runSchedule } from "../../../simulation/world";

/**
 * Goal: what is promised of an acknowledged command is so (ADR 0036). Method: an abort, and 60 ms later a crash or a failover,
 * at moments all over a rollout; hints that would let a worker see it earlier are always lost.
 */

const abortAtMs = [799, 2_441, 4_500];

async function endAfter(fault: (atMs: number) => Fault, abortMs: number): Promise<string | undefined> {
  const abort: Fault = { kind: "person", atMs: abortMs, target: 0, command: "abort" };
  const schedule: Schedule = {
    seed: 1,
    badFromMs: [null, null],
    onBlind: "pause",
    faults: [abort, fault(abortMs + 60)],
  };
  const { phases, violations } = await runSchedule(schedule);
  expect(violations).toEqual([]);
  return phases[0];
}

describe("an acknowledged abort", () => {
  it.each(abortAtMs)("at %i ms stands over a failover to a synchronous standby", async (abortMs) => {
    const end = await endAfter((atMs) => ({ kind: "database_failover", atMs, lostMs: 0 }), abortMs);
    expect(end).toBe("rolled_back");
  });

  it.each(abortAtMs)("at %i ms stands over a crash of the database", async (abortMs) => {
    const end = await endAfter((atMs) => ({ kind: "database_down", atMs, forMs: 1_000 }), abortMs);
    expect(end).toBe("rolled_back");
  });

  it("may be lost by a failover to a standby that lacks it: the rollout goes on as if nobody had said a word", async () => {
    const ends = await Promise.all(
      abortAtMs.map((ms) => endAfter((atMs) => ({ kind: "database_failover", atMs, lostMs: 300 }), ms)),
    );
    expect(ends).toContain("completed");
  });
});
