import { compare, minus, one, plus, type Rational, rational, times, zero } from "@/lib/kernel/rational";

/** A member of a composite objective: its range, null where it has no data. */
export interface Member {
  readonly weight: bigint;
  readonly worst: Rational | null;
  readonly best: Rational | null;
}

export interface CompositeLevel {
  readonly worst: Rational;
  readonly best: Rational;
  /** Weight with data over all weight, 0 to 1. */
  readonly coverage: Rational;
}

/**
 * The weighted mean with bounds. A member without data counts as 0 at worst and as 1 at best, so that losing a member never makes
 * the composite look better. Throws RangeError without members or for a weight that is not positive.
 */
export function weightedComposite(members: readonly Member[]): CompositeLevel {
  const weight = members.reduce((sum, member) => sum + member.weight, 0n);
  if (members.length === 0 || members.some((member) => member.weight <= 0n))
    throw new RangeError("weights are positive");
  let worst = zero;
  let best = zero;
  let known = 0n;
  for (const member of members) {
    const share = rational(member.weight, weight);
    if (member.worst !== null && member.best !== null) known += member.weight;
    worst = plus(worst, times(share, member.worst ?? zero));
    best = plus(best, times(share, member.best ?? one));
  }
  return { worst, best, coverage: rational(known, weight) };
}

/**
 * What can be promised over hard dependencies that fail independently: the product of their levels. Source: availability of serial
 * systems.
 */
export function serialPromise(targets: readonly Rational[]): Rational {
  return targets.reduce(times, one);
}

/** Is `target` more than the dependencies allow? By how much, 0 or more. */
export function overpromise(target: Rational, dependencies: readonly Rational[]): Rational {
  const allowed = serialPromise(dependencies);
  return compare(target, allowed) > 0 ? minus(target, allowed) : zero;
}
