import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { Span } from "./waiver";

/** A pause of this length makes the next waiver of the same rule a new one. */
export const renewalGapMs = 30 * 86_400_000;

/** How often the same rule may be bent anew without such a pause. */
export const maxRenewals = 3;

/**
 * How often the same rule was bent here before, without a pause of 30 days: waivers of the same kind, subject, service and environment,
 * whether they were asked for as renewals or not. One that is asked for under another name is counted all the same.
 */
export function countRenewals(earlier: readonly Span[], startsAt: Instant): number {
  const newestFirst = [...earlier].sort((left, right) => right.to - left.to);
  let reach = startsAt;
  let count = 0;
  for (const span of newestFirst) {
    if (plusMs(span.to, renewalGapMs) < reach) break;
    count += 1;
    if (span.from < reach) reach = span.from;
  }
  return count;
}

/** Why another renewal is refused; empty when it is not. */
export function renewalReasons(renewals: number): readonly Reason[] {
  if (renewals <= maxRenewals) return [];
  return [
    {
      code: "too_many_renewals",
      field: "subject",
      message: `This rule was bent here ${renewals} times without a pause of 30 days; ${maxRenewals} renewals are allowed.`,
      remedy: "Change the rule or the objective instead, or wait until 30 days have passed.",
      facts: { renewals, maxRenewals },
    },
  ];
}
