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

export type Combine = "all" | "any" | "weighted";

/**
 * The level of a composite from its members' levels, as the range of everything that fits them. `all`: good when every member is;
 * `any`: good when one of them is: both by the Fréchet–Boole bounds, which hold however members fail together. `weighted`: the weighted
 * mean. A member without data counts as 0 at worst and as 1 at best, so that losing a member never makes the composite look better.
 * Throws RangeError without members or for a weight that is not positive.
 */
export function combined(combine: Combine, members: readonly Member[]): CompositeLevel {
  const weight = members.reduce((sum, member) => sum + member.weight, 0n);
  if (members.length === 0 || members.some((member) => member.weight <= 0n))
    throw new RangeError("weights are positive");
  const known = members.reduce((sum, member) => sum + (isKnown(member) ? member.weight : 0n), 0n);
  const worsts = members.map((member) => (isKnown(member) ? member.worst : zero));
  const bests = members.map((member) => (isKnown(member) ? member.best : one));
  return { ...rangeOf[combine](worsts, bests, members, weight), coverage: rational(known, weight) };
}

function isKnown(member: Member): member is Member & { readonly worst: Rational; readonly best: Rational } {
  return member.worst !== null && member.best !== null;
}

type RangeOf = (
  worsts: readonly Rational[],
  bests: readonly Rational[],
  members: readonly Member[],
  weight: bigint,
) => { readonly worst: Rational; readonly best: Rational };

const rangeOf: Readonly<Record<Combine, RangeOf>> = {
  all: (worsts, bests) => ({
    worst: highest(zero, minus(sum(worsts), rational(BigInt(worsts.length - 1)))),
    best: bests.reduce(lowest),
  }),
  any: (worsts, bests) => ({ worst: worsts.reduce(highest), best: lowest(one, sum(bests)) }),
  weighted: (worsts, bests, members, weight) => {
    const mean = (levels: readonly Rational[]) =>
      sum(levels.map((level, index) => times(rational(members[index]?.weight ?? 0n, weight), level)));
    return { worst: mean(worsts), best: mean(bests) };
  },
};

function sum(values: readonly Rational[]): Rational {
  return values.reduce(plus, zero);
}

function lowest(left: Rational, right: Rational): Rational {
  return compare(left, right) <= 0 ? left : right;
}

function highest(left: Rational, right: Rational): Rational {
  return compare(left, right) >= 0 ? left : right;
}

/**
 * What a member takes away from the composite's level, 0 to 1, at best and at worst. Of `any` nothing can be said of one member alone:
 * null.
 */
export function takenBy(
  combine: Combine,
  member: Member,
  weight: bigint,
): { readonly best: Rational; readonly worst: Rational } | null {
  if (combine === "any") return null;
  const share = combine === "all" ? one : rational(member.weight, weight);
  return {
    best: times(share, minus(one, isKnown(member) ? member.best : one)),
    worst: times(share, minus(one, isKnown(member) ? member.worst : zero)),
  };
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
