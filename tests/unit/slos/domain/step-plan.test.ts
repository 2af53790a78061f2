import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import {
  criteriaOf,
  isProposed,
  moveReasons,
  nextStepAt,
  type StepFacts,
  stepPlanReasons,
} from "@/lib/slos/domain/step-plan";
import { type StepPlanContent, TargetStep } from "@/lib/slos/step-plan-contract";

/** Goal: a target rises one planned step at a time, when the data shows that it can be kept, and never in a jump. */

const now = instant(Date.parse("2026-12-15T00:00:00Z"));
const dayMs = 86_400_000;
const step = (targetPercent: string, from: string, criteria: Partial<TargetStep["criteria"]> = {}): TargetStep => ({
  targetPercent,
  from,
  capability: "rollbacks by themselves",
  criteria: { periodsMet: 2, atNextTarget: true, quietDays: 14, isSigned: false, ...criteria },
});
const plan: StepPlanContent = {
  baselinePercent: "99",
  steps: [step("99.5", "2026-12-01"), step("99.75", "2027-01-01"), step("99.8", "2027-02-01")],
};
const met = (worstPercent: string, targetPercent = "99") => ({ verdict: "met", targetPercent, worstPercent });
const facts: StepFacts = {
  now,
  targetPercent: "99",
  periods: [met("99.7"), met("99.6"), met("98")],
  lastPageAt: null,
  page: "quiet",
  createdAt: instant(now - 100 * dayMs),
  missingSignatures: [],
};
const statesOf = (changed: Partial<StepFacts>, wanted = plan.steps[0] as TargetStep) =>
  criteriaOf(wanted, { ...facts, ...changed }).map(({ kind, state }) => `${kind} ${state}`);

describe("a plan of steps", () => {
  it("rises by steps of at most half of what may go wrong, day after day", () => {
    expect(stepPlanReasons(plan)).toEqual([]);
    const codes = (steps: TargetStep[]) =>
      stepPlanReasons({ baselinePercent: "99", steps }).map(({ code, field }) => `${field} ${code}`);
    expect(codes([step("99.9", "2026-12-01")])).toEqual(["steps.0.targetPercent step_too_large"]);
    expect(codes([step("98", "2026-12-01")])).toEqual(["steps.0.targetPercent step_does_not_rise"]);
    expect(codes([step("99.2", "2026-12-01"), step("99.2", "2026-12-01")])).toEqual([
      "steps.1.targetPercent step_does_not_rise",
      "steps.1.from step_out_of_order",
    ]);
    expect(TargetStep.safeParse(step("99.2", "2026-99-01")).success).toBe(false);
  });

  it("knows its next step by the target, however it is written", () => {
    expect(["99.0", "99.5", "99.75", "99.80"].map((target) => nextStepAt(plan, target))).toEqual([0, 1, 2, 3]);
    expect(nextStepAt(plan, "99.1")).toBeNull();
  });
});

describe("criteria of a step", () => {
  it("are met by ended periods, quiet pages and the day", () => {
    expect(statesOf({})).toEqual(["date met", "periods met", "next_target met", "quiet met"]);
    expect(isProposed(criteriaOf(plan.steps[0] as TargetStep, facts))).toBe(true);
  });

  it.each([
    [{ now: instant(Date.parse("2026-11-30T23:59:59Z")) }, "date not_met"],
    [{ periods: [met("99.7"), { ...met("98.7"), verdict: "missed" }] }, "periods not_met"],
    [{ periods: [met("99.7"), { ...met("98.7"), verdict: "undetermined" }] }, "periods unknown"],
    [{ periods: [met("99.7")] }, "periods not_met"],
    [{ periods: [met("99.7", "99"), met("99.6", "98")] }, "periods not_met"],
    [{ periods: [met("99.7"), met("99.4")] }, "next_target not_met"],
    [{ periods: [met("99.7")] }, "next_target unknown"],
    [{ lastPageAt: instant(now - 3 * dayMs) }, "quiet not_met"],
    [{ page: "firing" as const }, "quiet not_met"],
    [{ page: "frozen" as const }, "quiet unknown"],
    [{ createdAt: instant(now - dayMs) }, "quiet unknown"],
  ])("hold when they are not met, and when nobody knows: %o", (changed, expected) => {
    expect(statesOf(changed)).toContain(expected);
    expect(isProposed(criteriaOf(plan.steps[0] as TargetStep, { ...facts, ...changed }))).toBe(false);
  });

  it("ask for signatures where the plan says so", () => {
    const signed = step("99.5", "2026-12-01", { isSigned: true, quietDays: 0, atNextTarget: false });
    expect(statesOf({ missingSignatures: ["security"] }, signed)).toEqual([
      "date met",
      "periods met",
      "signed not_met",
    ]);
    expect(statesOf({}, signed)).toContain("signed met");
  });
});

describe("a move of the target", () => {
  const codes = (before: string, after: string, changed: Partial<StepFacts> = {}) =>
    moveReasons(plan, { before, after, facts: { ...facts, targetPercent: before, ...changed } }).map(
      ({ code }) => code,
    );

  it("is the next step, and only when its criteria are met", () => {
    expect(codes("99", "99.5")).toEqual([]);
    expect(codes("99", "99.75")).toEqual(["step_skipped"]);
    expect(codes("99", "99.3")).toEqual(["step_skipped"]);
    expect(codes("99", "99.5", { page: "firing" })).toEqual(["step_not_due"]);
    expect(codes("99", "99.5", { periods: [] })).toEqual(["step_not_due", "step_unknown"]);
    expect(codes("99.8", "99.9")).toEqual(["step_skipped"]);
  });

  it("goes back by one step at most", () => {
    expect(codes("99.75", "99.5")).toEqual([]);
    expect(codes("99.5", "99")).toEqual([]);
    expect(codes("99.75", "99")).toEqual(["step_skipped"]);
    expect(codes("99", "98")).toEqual(["step_skipped"]);
    expect(codes("99", "99.000")).toEqual([]);
  });
});
