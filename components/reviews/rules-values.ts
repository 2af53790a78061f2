import type { ReviewRulesView } from "@/lib/reviews/contract";

type Rules = ReviewRulesView["rules"];

/** The rules as the form holds them; tiers as text, as selects have them. */
export interface RulesValues extends Record<string, unknown> {
  rules: Omit<Rules, "rootCause"> & {
    rootCause: Omit<Rules["rootCause"], "breachTiers" | "failedChangeTiers"> & {
      breachTiers: string[];
      failedChangeTiers: string[];
    };
  };
  reason: string;
}

/** What is sent. */
export interface RulesGiven {
  readonly version: number;
  readonly rules: Rules;
  readonly reason: string;
}

const texts = (tiers: readonly number[]): string[] => tiers.map(String);

/** The fields of the rules in force. */
export function rulesValuesOf({ rules }: ReviewRulesView): RulesValues {
  const { rootCause, ...rest } = structuredClone(rules);
  const breachTiers = texts(rootCause.breachTiers);
  const failedChangeTiers = texts(rootCause.failedChangeTiers);
  return { rules: { ...rest, rootCause: { ...rootCause, breachTiers, failedChangeTiers } }, reason: "" };
}

/** What the fields say, tiers in order. The server checks it. */
export function rulesOf({ rules, reason }: RulesValues): Omit<RulesGiven, "version"> {
  const numbers = (tiers: readonly string[]) => tiers.map(Number).sort((left, right) => left - right);
  const { rootCause } = rules;
  const breachTiers = numbers(rootCause.breachTiers);
  const failedChangeTiers = numbers(rootCause.failedChangeTiers);
  return { rules: { ...rules, rootCause: { ...rootCause, breachTiers, failedChangeTiers } }, reason };
}
