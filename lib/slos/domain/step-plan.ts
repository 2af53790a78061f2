import { type Instant, instant } from "@/lib/kernel/instant";
import { compare, fromDecimal, minus, type Rational, rational, times } from "@/lib/kernel/rational";
import type { Reason } from "@/lib/kernel/result";
import { startOfDay } from "@/lib/kernel/zoned-time";
import type { CriterionView, StepPlanContent, TargetStep } from "../step-plan-contract";

const hundred = rational(100n);
const dayMs = 86_400_000;

/** What is left for things to go wrong, in percent. */
function budgetOf(targetPercent: string): Rational {
  return minus(hundred, fromDecimal(targetPercent));
}

function isSame(left: string, right: string): boolean {
  return compare(fromDecimal(left), fromDecimal(right)) === 0;
}

/**
 * Every reason why these steps are no plan: targets rise from the baseline on, days follow each other, and no step takes more than half of the
 * error budget that the one before it leaves.
 */
export function stepPlanReasons({ baselinePercent, steps }: StepPlanContent): Reason[] {
  const reasons: Reason[] = [];
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    const from = before?.targetPercent ?? baselinePercent;
    const field = `steps.${index}`;
    if (compare(fromDecimal(step.targetPercent), fromDecimal(from)) <= 0)
      reasons.push({
        code: "step_does_not_rise",
        field: `${field}.targetPercent`,
        message: `A step rises above the one before it, ${from} %.`,
        remedy: "Give a higher target.",
      });
    else if (compare(times(budgetOf(step.targetPercent), rational(2n)), budgetOf(from)) < 0)
      reasons.push({
        code: "step_too_large",
        field: `${field}.targetPercent`,
        message: `From ${from} % to ${step.targetPercent} % takes more than half of what may go wrong.`,
        remedy: "Put a step between them.",
      });
    if (before && step.from <= before.from)
      reasons.push({
        code: "step_out_of_order",
        field: `${field}.from`,
        message: "A step comes after the one before it.",
        remedy: `Give a day after ${before.from}.`,
      });
  }
  return reasons;
}

/** Position of the step that comes next at a target; the number of steps when the goal is reached, null when the target is not of the plan. */
export function nextStepAt({ baselinePercent, steps }: StepPlanContent, targetPercent: string): number | null {
  if (isSame(targetPercent, baselinePercent)) return 0;
  const taken = steps.findIndex((step) => isSame(step.targetPercent, targetPercent));
  return taken < 0 ? null : taken + 1;
}

/** A period that ended, newest first. */
export interface EndedPeriod {
  readonly verdict: string;
  /** Target that it was judged by. */
  readonly targetPercent: string;
  /** Level at worst in percent; null when nothing was counted. */
  readonly worstPercent: string | null;
}

export interface StepFacts {
  readonly now: Instant;
  /** Target in force. */
  readonly targetPercent: string;
  readonly periods: readonly EndedPeriod[];
  /** When a page last fired; null: never. */
  readonly lastPageAt: Instant | null;
  /** A page fires now, or is frozen: nobody can say. */
  readonly page: "quiet" | "firing" | "frozen";
  readonly createdAt: Instant;
  readonly missingSignatures: readonly string[];
}

/** How each criterion of a step stands. What nobody knows is unknown, and holds as much as what is not met. */
export function criteriaOf(step: TargetStep, facts: StepFacts): CriterionView[] {
  const { criteria } = step;
  return [
    dateCriterion(step, facts.now),
    periodCriterion(criteria.periodsMet, facts),
    ...(criteria.atNextTarget ? [nextTargetCriterion(step, facts)] : []),
    ...(criteria.quietDays > 0 ? [quietCriterion(criteria.quietDays, facts)] : []),
    ...(criteria.isSigned ? [signedCriterion(facts)] : []),
  ];
}

/** May the step be taken? */
export function isProposed(criteria: readonly CriterionView[]): boolean {
  return criteria.every(({ state }) => state === "met");
}

function dateCriterion(step: TargetStep, now: Instant): CriterionView {
  const isDue = now >= startOfDay(step.from, "UTC");
  return { kind: "date", state: isDue ? "met" : "not_met", sentence: `Not before ${step.from}.` };
}

function periodCriterion(wanted: number, { periods, targetPercent }: StepFacts): CriterionView {
  const last = periods.slice(0, wanted);
  const met = last.filter((one) => one.verdict === "met" && isSame(one.targetPercent, targetPercent)).length;
  const sentence = `${met} of the last ${wanted} ended periods met ${targetPercent} %.`;
  if (met === wanted) return { kind: "periods", state: "met", sentence };
  const isOpen = last.some(({ verdict }) => verdict === "undetermined" || verdict === "no_data");
  const isMissed = last.some(({ verdict }) => verdict === "missed");
  return { kind: "periods", state: isOpen && !isMissed ? "unknown" : "not_met", sentence };
}

function nextTargetCriterion(step: TargetStep, { periods }: StepFacts): CriterionView {
  const last = periods.slice(0, step.criteria.periodsMet);
  const isEnough = last.length === step.criteria.periodsMet;
  const target = fromDecimal(step.targetPercent);
  const reached = last.filter(
    (one) => one.worstPercent !== null && compare(fromDecimal(one.worstPercent), target) >= 0,
  );
  const sentence = `${reached.length} of them reached ${step.targetPercent} % already, at worst.`;
  if (isEnough && reached.length === last.length) return { kind: "next_target", state: "met", sentence };
  const isOpen = !isEnough || last.some(({ worstPercent }) => worstPercent === null);
  return { kind: "next_target", state: isOpen ? "unknown" : "not_met", sentence };
}

function quietCriterion(days: number, { now, lastPageAt, page, createdAt }: StepFacts): CriterionView {
  const since = instant(now - days * dayMs);
  const sentence = `No page fired for ${days} days.`;
  const isQuiet = page !== "firing" && (lastPageAt === null || lastPageAt < since);
  if (!isQuiet) return { kind: "quiet", state: "not_met", sentence };
  // Alerts that nobody could look at, or that are younger than the stretch, were not quiet.
  return { kind: "quiet", state: page === "frozen" || createdAt > since ? "unknown" : "met", sentence };
}

function signedCriterion({ missingSignatures }: StepFacts): CriterionView {
  const isSigned = missingSignatures.length === 0;
  const sentence = isSigned
    ? "Everybody has signed the present target."
    : `Not signed: ${missingSignatures.join(", ")}.`;
  return { kind: "signed", state: isSigned ? "met" : "not_met", sentence };
}

/**
 * Every reason why a target may not move from `before` to `after` while a plan is in force: up only to the next step and only when its criteria
 * are met, down only to the step before.
 */
export function moveReasons(
  plan: StepPlanContent,
  { before, after, facts }: { readonly before: string; readonly after: string; readonly facts: StepFacts },
): Reason[] {
  if (isSame(before, after)) return [];
  const field = "definition.targetPercent";
  const next = nextStepAt(plan, before) ?? 0;
  const wanted = plan.steps[next];
  const stepBefore = next > 0 ? (plan.steps[next - 2]?.targetPercent ?? plan.baselinePercent) : null;
  if (compare(fromDecimal(after), fromDecimal(before)) < 0) {
    if (stepBefore !== null && isSame(after, stepBefore)) return [];
    const message = "The target moves by the steps of its plan, also down.";
    const remedy =
      stepBefore === null ? "Change or end the plan first." : `Go back to ${stepBefore} %, or end the plan.`;
    return [{ code: "step_skipped", field, message, remedy }];
  }
  if (!wanted || !isSame(after, wanted.targetPercent)) {
    const message = `The plan's next step is ${wanted ? `${wanted.targetPercent} %` : "none: its goal is reached"}.`;
    return [{ code: "step_skipped", field, message, remedy: "Take that step, or change the plan with its reason." }];
  }
  return criteriaOf(wanted, facts)
    .filter(({ state }) => state !== "met")
    .map(({ sentence, state }) => ({
      code: state === "unknown" ? "step_unknown" : "step_not_due",
      field,
      message: `The step to ${wanted.targetPercent} % waits: ${sentence}`,
      remedy: "Wait until it is so, or change the plan with its reason.",
    }));
}
