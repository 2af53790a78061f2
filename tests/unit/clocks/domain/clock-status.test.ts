import { describe, expect, it } from "vitest";
import { ClockTerms, ScheduleTerms } from "@/lib/clocks/contract";
import { type ClockFact, clockEventsOf } from "@/lib/clocks/domain/clock-events";
import { clockStatusOf } from "@/lib/clocks/domain/clock-status";
import { clockSteps } from "@/lib/clocks/domain/clock-steps";
import { pauseRefusals } from "@/lib/clocks/domain/pause-check";
import { clockAt } from "@/lib/clocks/domain/sla-clock";
import { scheduleFaults, scheduleOf, termsFaults } from "@/lib/clocks/domain/terms-check";
import { instant } from "@/lib/kernel/instant";

const hourMs = 3_600_000;
const t = (hours: number) => instant(Date.parse("2026-06-01T00:00:00Z") + hours * hourMs);
const terms = (more: object = {}) =>
  ClockTerms.parse({ start: "opened", stop: "resolved", targetMinutes: 240, ...more });
const told = (what: "opened" | "acknowledged" | "resolved" | "reopened", hours: number): ClockFact => ({
  what,
  at: t(hours),
});
const always = { kind: "always" } as const;
const read = (facts: ClockFact[], now: number, more: object = {}) =>
  clockAt(clockEventsOf(facts, terms(more)), { goalMs: 4 * hourMs, schedule: always }, t(now));

describe("events of a clock", () => {
  it("a resolution that was opened again is void, or the clock starts over", () => {
    const facts = [told("reopened", 5), told("resolved", 3), told("opened", 0)];
    expect(read(facts, 6)).toMatchObject({ state: "running", elapsedMs: 6 * hourMs, isBreached: true });
    expect(read(facts, 6, { onReopen: "start_over" })).toMatchObject({ elapsedMs: hourMs, startedAt: t(5) });
  });

  it("a resolution acknowledges, and what was acknowledged stays so", () => {
    const facts = [told("opened", 0), told("resolved", 3), told("reopened", 5)];
    expect(read(facts, 9, { stop: "acknowledged" })).toMatchObject({ state: "stopped", stoppedAt: t(3) });
  });

  it("a clock from the acknowledgement waits for it, and for the next one when it starts over", () => {
    const more = { start: "acknowledged", onReopen: "start_over" };
    expect(read([told("opened", 0)], 9, more)).toMatchObject({ state: "not_started", dueAt: null });
    const facts = [
      told("opened", 0),
      told("acknowledged", 1),
      told("resolved", 2),
      told("reopened", 5),
      told("acknowledged", 7),
    ];
    expect(read(facts, 9, more)).toMatchObject({ startedAt: t(7), elapsedMs: 2 * hourMs });
  });
});

describe("status", () => {
  const dark = { isDark: true, why: "It is silent." } as const;
  const light = { isDark: false } as const;

  it("gets no better in the dark", () => {
    const running = read([told("opened", 0)], 1);
    const overdue = read([told("opened", 0)], 5);
    expect(clockStatusOf(running, light, null)).toEqual({ status: "running", why: null });
    expect(clockStatusOf(running, dark, null)).toEqual({ status: "undetermined", why: "It is silent." });
    expect(clockStatusOf(overdue, dark, null).status).toBe("breached");
    expect(clockStatusOf(read([], 1), dark, null).status).toBe("undetermined");
  });

  it("of what was stopped is told by the stop, dark or not", () => {
    expect(clockStatusOf(read([told("opened", 0), told("resolved", 4)], 9), dark, null).status).toBe("met");
    expect(clockStatusOf(read([told("opened", 0), told("resolved", 5)], 9), light, null).status).toBe("breached");
    expect(clockStatusOf(read([told("opened", 0)], 9), light, "A duplicate.")).toEqual({
      status: "void",
      why: "A duplicate.",
    });
  });
});

describe("steps", () => {
  it("join without gaps and add up to what is elapsed", () => {
    const schedule = scheduleOf(
      ScheduleTerms.parse({ timeZone: "UTC", hours: [{ weekday: 1, from: "09:00", to: "17:00" }] }),
    );
    const steps = clockSteps({ from: t(8), to: t(20) }, schedule, [{ from: t(10), to: t(12) }]);
    expect(steps.map(({ kind, ms, totalMs }) => [kind, ms / hourMs, totalMs / hourMs])).toEqual([
      ["closed", 1, 0],
      ["counted", 1, 1],
      ["paused", 2, 1],
      ["counted", 5, 6],
      ["closed", 3, 6],
    ]);
    expect(steps.slice(1).every((step, index) => step.from === steps[index]?.to)).toBe(true);
  });
});

describe("what is refused", () => {
  it("a clock whose start implies its stop, a target out of reach, a reason twice", () => {
    const pauses = [
      { reason: "Vendor", capMinutes: 5 },
      { reason: "vendor", capMinutes: 5 },
    ];
    const silly = terms({ start: "acknowledged", stop: "acknowledged", pauses });
    expect(termsFaults(silly, always).map(({ field }) => field)).toEqual(["terms.stop", "terms.pauses.1.reason"]);
    const minute = { timeZone: "UTC", hours: [{ weekday: 1, from: "00:00", to: "00:01" }] };
    const never = scheduleOf(ScheduleTerms.parse(minute));
    expect(termsFaults(terms(), never).map(({ field }) => field)).toEqual(["terms.targetMinutes"]);
    expect(termsFaults(terms(), always)).toEqual([]);
  });

  it("hours that end before they begin, or overlap", () => {
    const hours = [
      { weekday: 1, from: "17:00", to: "09:00" },
      { weekday: 2, from: "09:00", to: "12:00" },
      { weekday: 2, from: "11:00", to: "24:00" },
    ];
    expect(scheduleFaults({ timeZone: "UTC", hours, holidays: [] }).map(({ field }) => field)).toEqual([
      "terms.hours.0.to",
      "terms.hours.2.from",
    ]);
  });

  it("pauses of what does not run, for other reasons, without evidence, too often", () => {
    const given = { terms: terms({ pauses: [{ reason: "Vendor", capMinutes: 60 }], maxPauses: 1 }), pausesSoFar: 0 };
    const running = read([told("opened", 0)], 1);
    const codes = (reason: string, hasEvidence: boolean, more: object = {}) =>
      pauseRefusals({ reason, hasEvidence }, { ...given, state: running, ...more }).map(({ code }) => code);
    expect(codes("Vendor", true)).toEqual([]);
    expect(codes("Lunch", false)).toEqual(["reason_not_allowed"]);
    expect(codes("Vendor", false)).toEqual(["no_evidence"]);
    expect(codes("Vendor", true, { pausesSoFar: 1 })).toEqual(["too_many_pauses"]);
    expect(codes("Vendor", true, { state: read([told("opened", 0)], 5) })).toEqual(["breached"]);
    expect(codes("Vendor", true, { state: read([], 5) })).toEqual(["not_running"]);
  });
});
