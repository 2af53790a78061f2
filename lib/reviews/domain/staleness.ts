import type { Instant } from "@/lib/kernel/instant";
import { compare, fromDecimal, minus, one, type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";

/** How a period of an objective ended. Shares in percent as decimal text; null when nothing was counted. */
export interface EndedPeriod {
  readonly verdict: "met" | "missed" | "undetermined" | "no_data";
  readonly worstPercent: string | null;
  readonly bestPercent: string | null;
}

export interface ObjectiveFacts {
  readonly targetPercent: string;
  readonly createdAt: Instant;
  /** When anything was last measured; null: never. */
  readonly lastKnownAt: Instant | null;
  /** Newest first. */
  readonly periods: readonly EndedPeriod[];
  /** Alerts that fired and breaches since the oldest of these periods began. */
  readonly alerts: number;
  readonly breaches: number;
  /** What is missing in who answers for it, in sentences. */
  readonly ownershipGaps: readonly string[];
}

export const staleCodes = ["never_measured", "always_perfect", "never_burnt", "target_far_off", "owner_left"] as const;
export type StaleCode = (typeof staleCodes)[number];

export interface StaleFinding {
  readonly code: StaleCode;
  /** With its numbers. */
  readonly sentence: string;
  readonly nextAction: string;
}

export interface StaleRule {
  readonly periods: number;
  readonly measuredDays: number;
  readonly missFactor: number;
}

const dayMs = 86_400_000;

/** Why an objective may no longer fit. Nothing is found of what is not known: fewer ended periods than the rule asks for say nothing. */
export function staleFindings(facts: ObjectiveFacts, rule: StaleRule, now: Instant): StaleFinding[] {
  const findings: StaleFinding[] = [];
  const silentDays = Math.floor((now - (facts.lastKnownAt ?? facts.createdAt)) / dayMs);
  if (silentDays >= rule.measuredDays) {
    const isNever = facts.lastKnownAt === null;
    findings.push({
      code: "never_measured",
      sentence: isNever
        ? `Nothing was ever measured in the ${silentDays} days since it was made.`
        : `Nothing was measured in the last ${silentDays} days.`,
      nextAction: "Connect a source that counts this service, or retire the objective.",
    });
  }
  const periods = facts.periods.slice(0, rule.periods);
  if (periods.length >= rule.periods) findings.push(...ofPeriods(facts, periods, rule));
  if (facts.ownershipGaps.length > 0)
    findings.push({
      code: "owner_left",
      sentence: facts.ownershipGaps.join(" "),
      nextAction: "Say who answers for it now, or retire the objective.",
    });
  return findings;
}

function ofPeriods(facts: ObjectiveFacts, periods: readonly EndedPeriod[], rule: StaleRule): StaleFinding[] {
  const n = periods.length;
  if (periods.every(({ worstPercent }) => worstPercent !== null && Number(worstPercent) === 100))
    return [
      {
        code: "always_perfect",
        sentence: `Exactly 100 % in each of the last ${n} periods: it may measure the wrong thing.`,
        nextAction: "Break it on purpose in a drill; if nothing shows, change what it counts.",
      },
    ];
  const isQuiet = facts.alerts === 0 && facts.breaches === 0 && periods.every(({ verdict }) => verdict === "met");
  if (isQuiet)
    return [
      {
        code: "never_burnt",
        sentence: `Met in each of the last ${n} periods, without a breach and without one alert.`,
        nextAction: "Ask whether users would notice less; raise the target, or spend the budget on speed.",
      },
    ];
  const factors = periods.map((period) => missFactor(period, facts.targetPercent));
  const least = leastOf(factors);
  if (least === null || compare(least, rational(BigInt(rule.missFactor))) < 0) return [];
  return [
    {
      code: "target_far_off",
      sentence: `In each of the last ${n} periods at least ${toDecimal(least, 1)} times as many errors as ${facts.targetPercent} % allows.`,
      nextAction: "Agree on a target that can be reached, with the way to the one that is wanted.",
    },
  ];
}

/** Errors for certain over the errors that are allowed; null when nothing was counted. */
function missFactor({ bestPercent }: EndedPeriod, targetPercent: string): Rational | null {
  if (bestPercent === null) return null;
  const bad = (percent: string) => minus(one, times(fromDecimal(percent), rational(1n, 100n)));
  const allowed = bad(targetPercent);
  const errors = bad(bestPercent);
  return rational(errors.numerator * allowed.denominator, errors.denominator * allowed.numerator);
}

/** The least of them; null when there are none or one is not known. */
function leastOf(values: readonly (Rational | null)[]): Rational | null {
  let least: Rational | null = null;
  for (const value of values) {
    if (value === null) return null;
    if (least === null || compare(value, least) < 0) least = value;
  }
  return least;
}
