import { compare, dividedBy, plus, type Rational, rational, times, toDecimal, zero } from "@/lib/kernel/rational";
import { shareResolution } from "./evaluation";
import type { BudgetingMethod, Slice } from "./level";

/**
 * Who has a part in what was bad of an objective that stands on others, minute by minute: what was bad while dependencies were below
 * their own targets is parted evenly among those, the rest is its own. That it came at the same time is evidence and no proof.
 */
export interface JointSums {
  /** All that was bad: events, minutes, or parts of minutes, as the objective counts. */
  readonly bad: bigint;
  /** Of it, what was bad while no dependency was. */
  readonly own: bigint;
  /** Of it, what was bad while none was known to be, and one was not known. */
  readonly unknown: bigint;
  /** Of each dependency: what was bad while it was, by how many dependencies were bad with it, itself included. */
  readonly shared: readonly (readonly bigint[])[];
  /** Minutes in which the objective was bad, and of them those in which each dependency was. */
  readonly badMinutes: number;
  readonly togetherMinutes: readonly number[];
}

export interface JointRule {
  readonly method: BudgetingMethod;
  /** A dependency below this share of good events in a minute is bad in it. */
  readonly dependencyTargets: readonly Rational[];
}

/** Sums of no minute, for so many dependencies. */
export function emptyJoint(dependencies: number): JointSums {
  return {
    ...{ bad: 0n, own: 0n, unknown: 0n, badMinutes: 0 },
    shared: Array.from({ length: dependencies }, () => Array<bigint>(dependencies + 1).fill(0n)),
    togetherMinutes: Array<number>(dependencies).fill(0),
  };
}

/** `before` with more minutes: of the objective, and of each dependency at the same positions. */
export function addJoint(
  before: JointSums,
  slices: readonly Slice[],
  dependencies: readonly (readonly Slice[])[],
  rule: JointRule,
): JointSums {
  const shared = before.shared.map((row) => [...row]);
  const togetherMinutes = [...before.togetherMinutes];
  let { bad, own, unknown, badMinutes } = before;
  for (const [position, slice] of slices.entries()) {
    const amount = badOf(slice, rule.method);
    if (amount === 0n) continue;
    bad += amount;
    badMinutes += 1;
    const states = dependencies.map((one, index) => stateOf(one[position], rule.dependencyTargets[index] ?? zero));
    const guilty = states.flatMap((state, index) => (state === "bad" ? [index] : []));
    for (const index of guilty) {
      const row = shared[index] as bigint[];
      row[guilty.length] = (row[guilty.length] ?? 0n) + amount;
      togetherMinutes[index] = (togetherMinutes[index] ?? 0) + 1;
    }
    if (guilty.length > 0) continue;
    if (states.includes("unknown")) unknown += amount;
    else own += amount;
  }
  return { bad, own, unknown, badMinutes, shared, togetherMinutes };
}

function stateOf(slice: Slice | undefined, target: Rational): "good" | "bad" | "unknown" {
  if (slice?.kind !== "counted") return "unknown";
  return isBelow(slice.good, slice.total, target) ? "bad" : "good";
}

/** Nothing happened: nobody was hurt. */
function isBelow(good: bigint, total: bigint, target: Rational): boolean {
  return total > 0n && good * target.denominator < target.numerator * total;
}

/** What was bad of a minute, in what the method counts. */
function badOf(slice: Slice, method: BudgetingMethod): bigint {
  if (slice.kind !== "counted" || slice.total === 0n) return 0n;
  const bad = slice.total - slice.good - (slice.doubtful ?? 0n);
  if (method.kind === "occurrences") return bad;
  if (method.kind === "timeslices") return isBelow(slice.good, slice.total, method.sliceTarget) ? 1n : 0n;
  return (bad * (method.resolution ?? shareResolution)) / slice.total;
}

/** Parts of all that was bad, 0 to 1; they add up to 1. */
export interface JointShares {
  readonly own: Rational;
  readonly unknown: Rational;
  readonly dependencies: readonly Rational[];
}

/** The parts from the sums; null when nothing was bad. */
export function sharesOfJoint({ bad, own, unknown, shared }: JointSums): JointShares | null {
  if (bad === 0n) return null;
  const dependencies = shared.map((row) =>
    row.reduce((sum, amount, among) => (amount === 0n ? sum : plus(sum, rational(amount, BigInt(among) * bad))), zero),
  );
  return { own: rational(own, bad), unknown: rational(unknown, bad), dependencies };
}

/** Parts of members of a composite by what each takes from its level; null where nothing is taken, or no part can be told of one alone. */
export function sharesOfTaken(taken: readonly (Rational | null)[]): readonly (Rational | null)[] {
  const all = taken.reduce<Rational>((sum, one) => (one === null ? sum : plus(sum, one)), zero);
  if (compare(all, zero) <= 0) return taken.map(() => null);
  return taken.map((one) => one && dividedBy(one, all));
}

/** A part in percent, cut after four digits. */
export function partText(part: Rational): string {
  return toDecimal(times(part, rational(100n)), 4);
}
