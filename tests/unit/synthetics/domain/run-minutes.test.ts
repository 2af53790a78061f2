import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { bandOf } from "@/lib/synthetics/domain/band";
import { type CountedRun, minutesOfRuns } from "@/lib/synthetics/domain/run-minutes";
import { firstDue, nextDue, speaksForMs } from "@/lib/synthetics/domain/schedule";
import { stepTimesOf } from "@/lib/synthetics/domain/step-times";
import { runs } from "@/tests/support/runs";

const minuteMs = 60_000;
const at = (ms: number): Instant => instant(ms);
const run = (startedAt: number, outcome: CountedRun["outcome"] = "passed", durationMs = 120): CountedRun => ({
  startedAt: at(startedAt),
  outcome,
  durationMs: outcome === "not_run" ? null : durationMs,
});

describe("minutes of runs", () => {
  it("count what was made, and its times by bound", () => {
    const [minute] = minutesOfRuns([run(1_000), run(30_000, "failed"), run(50_000, "passed", 100)], {
      from: 0,
      to: minuteMs,
      intervalMs: 20_000,
    });
    expect(minute).toMatchObject({ minute: 0, requests: 3, errors: 1 });
    expect(minute?.latencyCounts.slice(0, 4)).toEqual([0, 1, 1, 0]);
  });

  it("are empty, not unknown, where none was due", () => {
    const minutes = minutesOfRuns([run(0)], { from: 0, to: 4 * minuteMs, intervalMs: 5 * minuteMs });
    expect(minutes.map(({ requests }) => requests)).toEqual([1, 0, 0, 0]);
  });

  it("are unknown once a run is overdue, and while one was not made", () => {
    const late = minutesOfRuns([run(0)], { from: 0, to: 10 * minuteMs, intervalMs: minuteMs });
    expect(late.map(({ minute }) => minute / minuteMs)).toEqual([0]);
    const prevented = minutesOfRuns([run(0), run(minuteMs, "not_run")], {
      from: 0,
      to: 2 * minuteMs,
      intervalMs: 5 * minuteMs,
    });
    expect(prevented.map(({ minute }) => minute / minuteMs)).toEqual([0]);
  });

  it("never count a run that was not made, and never call a minute good without one", () => {
    const anyRun = fc.record({
      startedAt: fc.integer({ min: -600_000, max: 1_200_000 }).map(at),
      outcome: fc.constantFrom("passed" as const, "failed" as const, "not_run" as const),
      durationMs: fc.constant(10),
    });
    fc.assert(
      fc.property(fc.array(anyRun), fc.integer({ min: 10_000, max: 900_000 }), (all, intervalMs) => {
        const made = all.filter(({ outcome }) => outcome !== "not_run");
        const minutes = minutesOfRuns(all, { from: 0, to: 1_200_000, intervalMs });
        for (const { minute, requests, errors, latencyCounts } of minutes) {
          const within = made.filter(({ startedAt }) => startedAt >= minute && startedAt < minute + minuteMs);
          expect(requests).toBe(within.length);
          expect(errors).toBe(within.filter(({ outcome }) => outcome === "failed").length);
          expect(latencyCounts.reduce((sum, count) => sum + count, 0)).toBe(requests - errors);
          // Something was made that still speaks for it.
          expect(
            made.some(
              ({ startedAt }) =>
                startedAt < minute + minuteMs && startedAt + speaksForMs(intervalMs) + minuteMs > minute,
            ),
          ).toBe(true);
        }
      }),
      runs(300),
    );
  });
});

describe("a schedule", () => {
  it("goes on from when it was due, with a jitter, and never makes up for what it missed", () => {
    expect(nextDue(at(100_000), at(101_000), 60_000, 0.5)).toBe(160_000);
    expect(nextDue(at(100_000), at(101_000), 60_000, 1)).toBe(163_000);
    expect(nextDue(at(100_000), at(900_000), 60_000, 0.5)).toBe(960_000);
    expect(firstDue(at(1_000), 3_600_000, 0.5)).toBe(31_000);
  });

  it("is always due later, by at least a third of its interval, and before the run before stops speaking", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 86_400_000 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        share,
        (intervalMs, lateMs, chance) => {
          const next = nextDue(at(1_000_000), at(1_000_000 + lateMs), intervalMs, chance);
          expect(next - (1_000_000 + lateMs)).toBeGreaterThanOrEqual(intervalMs / 3);
          expect(next - (1_000_000 + lateMs)).toBeLessThan(speaksForMs(intervalMs));
        },
      ),
      runs(300),
    );
  });
});

describe("the band of a check", () => {
  const check = { isEnabled: true, intervalMs: 60_000 };
  const ended = (outcome: "passed" | "failed" | "not_run", ms: number) => ({ outcome, at: at(ms) });

  it("is of the runs that were made, as long as they speak", () => {
    const now = at(1_000_000);
    expect(bandOf(check, [ended("passed", 990_000)], now)).toBe("passing");
    expect(bandOf(check, [ended("passed", 990_000), ended("failed", 930_000)], now)).toBe("unsteady");
    expect(bandOf(check, [ended("failed", 990_000), ended("passed", 930_000)], now)).toBe("failing");
    expect(bandOf(check, [ended("not_run", 990_000), ended("failed", 930_000)], now)).toBe("failing");
    expect(bandOf({ ...check, isEnabled: false }, [ended("passed", 990_000)], now)).toBe("paused");
  });

  it("is unknown when nothing was made lately, whatever was before", () => {
    expect(bandOf(check, [], at(0))).toBe("unknown");
    expect(bandOf(check, [ended("passed", 0)], at(10 * minuteMs))).toBe("unknown");
    expect(bandOf(check, [ended("not_run", 599_000)], at(10 * minuteMs))).toBe("unknown");
  });
});

describe("times of steps", () => {
  it("are of runs that passed whole", () => {
    const made = (stepMs: number[], outcome: "passed" | "failed" = "passed") => ({ outcome, stepMs });
    expect(stepTimesOf(["a", "b"], [made([10, 30]), made([20, 10]), made([99], "failed"), made([1])])).toEqual([
      { name: "a", n: 2, medianMs: 10, maxMs: 20 },
      { name: "b", n: 2, medianMs: 10, maxMs: 30 },
    ]);
    expect(stepTimesOf(["a"], [])).toEqual([{ name: "a", n: 0, medianMs: null, maxMs: null }]);
  });
});
