import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClockStatus } from "@/lib/clocks/contract";
import { nextTellingAt, reachedPercent, type Told, tellingOf, thresholdTimes } from "@/lib/clocks/domain/clock-telling";
import { type ClockEvent, clockAt } from "@/lib/clocks/domain/sla-clock";
import { instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";

/** Goal: each part of a target is told once, what was told wrongly is taken back or corrected, and the dark tells nothing. */

const hourMs = 3_600_000;
const t = (hours: number) => instant(Date.parse("2026-06-01T00:00:00Z") + hours * hourMs);
const rule = { goalMs: 4 * hourMs, schedule: { kind: "always" } } as const;
const thresholds = [50, 75, 100];
const nothing: Told = { percent: 0, outcome: null };
const started: ClockEvent = { kind: "started", at: t(0) };
const stopped = (hours: number): ClockEvent => ({ kind: "stopped", at: t(hours) });

function told(events: readonly ClockEvent[], hours: number, before: Told = nothing, status?: ClockStatus) {
  const state = clockAt(events, rule, t(hours));
  const plain = state.state === "stopped" ? (state.isBreached ? "breached" : "met") : "running";
  return tellingOf({ thresholds, status: status ?? plain, state, goalMs: rule.goalMs, told: before });
}

describe("parts of a target", () => {
  it("are reached at their very end, and a breach only after it", () => {
    const at = (elapsedMs: number, isBreached = false) =>
      reachedPercent(thresholds, { elapsedMs, isBreached }, 4 * hourMs);
    expect([at(0), at(2 * hourMs - 1), at(2 * hourMs), at(4 * hourMs), at(4 * hourMs, true)]).toEqual([
      0, 0, 50, 75, 100,
    ]);
    expect(reachedPercent([], { elapsedMs: hourMs, isBreached: true }, 1)).toBe(0);
  });

  it("are told once each, a higher one in place of a lower one, however often it is looked", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }), (looks) => {
        let before = nothing;
        const raised: number[] = [];
        for (const look of looks.toSorted((left, right) => left - right)) {
          const { raise, after } = told([started], look / 10, before);
          if (raise !== null) raised.push(raise);
          before = after;
        }
        expect(raised).toEqual([...new Set(raised)].toSorted((left, right) => left - right));
        expect(raised.at(-1) ?? 0).toBe(before.percent);
      }),
      runs(200),
    );
    expect(told([started], 3, { percent: 50, outcome: null })).toMatchObject({ raise: 75, open: "passed" });
  });

  it("are taken back when it is computed anew with less used, and told again when they are reached again", () => {
    const late: ClockEvent = { kind: "reopened", at: t(2) };
    const back = told([started, late], 3.5, { percent: 75, outcome: null });
    expect(back).toMatchObject({ raise: null, open: "withdrawn", after: { percent: 0 } });
    expect(told([started, late], 5, back.after)).toMatchObject({ raise: 75 });
    const pause: ClockEvent = { kind: "paused", at: t(2), pauseId: "p", reason: "vendor", capMs: null };
    expect(told([started, pause], 9, { percent: 75, outcome: null })).toMatchObject({
      raise: null,
      open: "withdrawn",
      after: { percent: 50 },
    });
  });

  it("stay as they are in the dark, and end with what is void", () => {
    expect(told([started], 3, { percent: 50, outcome: null }, "undetermined")).toMatchObject({
      raise: null,
      open: "frozen",
      after: { percent: 50 },
    });
    expect(told([started], 9, nothing, "breached").raise).toBe(100);
    expect(told([started], 3, { percent: 50, outcome: null }, "void")).toMatchObject({
      open: "withdrawn",
      after: nothing,
    });
    expect(told([started, stopped(9)], 9, { percent: 0, outcome: "breached" }, "void").correction).toBe("met");
  });
});

describe("a clock that stopped", () => {
  it("ends what stands, and tells a breach that nobody was told of", () => {
    expect(told([started, stopped(3)], 9, { percent: 50, outcome: null })).toMatchObject({
      ...{ raise: null, open: "stopped", correction: null },
      after: { percent: 0, outcome: "met" },
    });
    expect(told([started, stopped(5)], 9)).toMatchObject({ raise: 100, open: "stopped" });
    expect(told([started, stopped(5)], 9, { percent: 100, outcome: null })).toMatchObject({
      raise: null,
      open: "stopped",
    });
  });

  it("is corrected when it ended otherwise than was known, once", () => {
    const met = told([started, stopped(3)], 9, { percent: 0, outcome: "breached" });
    expect(met.correction).toBe("met");
    expect(told([started, stopped(3)], 9, met.after).correction).toBeNull();
    expect(told([started, stopped(5)], 9, { percent: 0, outcome: "met" })).toMatchObject({
      raise: null,
      correction: "breached",
    });
  });
});

describe("when to look again", () => {
  const times = (events: readonly ClockEvent[], hours: number) => thresholdTimes(thresholds, events, rule, t(hours));

  it("is when the next part is used, a moment after the target for a breach", () => {
    expect(times([started], 1).map(({ at }) => at)).toEqual([t(2), t(3), t(4)]);
    expect(nextTellingAt(times([started], 1), { state: "running" }, 0)).toBe(t(2));
    expect(nextTellingAt(times([started], 3), { state: "running" }, 75)).toBe(t(4) + 1);
    expect(nextTellingAt(times([started], 5), { state: "running" }, 100)).toBeNull();
  });

  it("is never while nothing runs to it", () => {
    const open: ClockEvent = { kind: "paused", at: t(1), pauseId: "p", reason: "vendor", capMs: null };
    expect(nextTellingAt(times([started, open], 2), { state: "paused" }, 0)).toBeNull();
    expect(nextTellingAt(times([started], 1), { state: "stopped" }, 0)).toBeNull();
    expect(nextTellingAt(times([], 1), { state: "not_started" }, 0)).toBeNull();
    expect(times([{ ...open, capMs: hourMs }, started], 1.5).map(({ at }) => at)).toEqual([t(3), t(4), t(5)]);
  });
});
