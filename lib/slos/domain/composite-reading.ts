import { compare, minus, plus, type Rational, rational, times, zero } from "@/lib/kernel/rational";
import { type BurnRule, burnOf } from "./burn";
import type { AlertReading, WindowSums } from "./burn-alert";
import type { Combine } from "./composite";

/** A part of a composite objective as its windows read it. */
export interface PartReading {
  readonly name: string;
  readonly weight: bigint;
  readonly reading: AlertReading;
}

type Sums = Extract<AlertReading, { kind: "sums" }>;

/**
 * What both windows of a rule say of a composite: the error rate that it has at least, whatever is not known of its parts. A part in the
 * dark adds no errors, and nothing gets quieter while there is one: unless the others burn too fast already, all is dark.
 */
export function readingOfParts(
  combine: Combine,
  parts: readonly PartReading[],
  rule: BurnRule,
  target: Rational,
): AlertReading {
  const dark = parts.filter(({ reading }) => reading.kind === "dark");
  const known = parts.flatMap(({ weight, reading }) => (reading.kind === "sums" ? [{ weight, reading }] : []));
  const weight = parts.reduce((sum, part) => sum + part.weight, 0n);
  const given = { combine, known, weight, isAny: dark.length > 0 };
  const reading: Sums = {
    kind: "sums",
    long: windowOf("long", given),
    short: windowOf("short", given),
    isCurrent: dark.length === 0 && known.every((part) => part.reading.isCurrent),
  };
  if (dark.length === 0) return reading;
  const isHigh = [reading.long, reading.short].every((sums) => {
    const burn = burnOf(sums.bad, sums.total, target);
    return burn !== null && compare(burn, rule.factor) > 0;
  });
  return isHigh ? reading : { kind: "dark", cause: `${dark.map(({ name }) => name).join(", ")} cannot be looked at` };
}

interface Given {
  readonly combine: Combine;
  readonly known: readonly { readonly weight: bigint; readonly reading: Sums }[];
  readonly weight: bigint;
  /** Some part is not among the known ones. */
  readonly isAny: boolean;
}

function windowOf(which: "long" | "short", { combine, known, weight, isAny }: Given): WindowSums {
  const rates = known.map((part) => ({ weight: part.weight, rate: rateOf(part.reading[which]) }));
  const { numerator, denominator } = leastRate[combine](rates, weight, isAny);
  return {
    bad: numerator,
    total: denominator,
    isFull: known.every((part) => part.reading[which].isFull),
    events: known.reduce((sum, part) => sum + (part.reading[which].events ?? part.reading[which].total), 0n),
  };
}

/** Nothing happened: nobody was hurt. */
function rateOf({ bad, total }: WindowSums): Rational {
  return total === 0n ? zero : rational(bad, total);
}

interface Rate {
  readonly weight: bigint;
  readonly rate: Rational;
}

/** The lowest error rate that fits those of the parts, by the Fréchet–Boole bounds. */
const leastRate: Readonly<Record<Combine, (rates: readonly Rate[], weight: bigint, isAny: boolean) => Rational>> = {
  all: (rates) => rates.reduce((most, { rate }) => (compare(rate, most) > 0 ? rate : most), zero),
  any: (rates, _weight, isAny) => {
    if (isAny) return zero;
    const together = minus(
      rates.reduce((sum, { rate }) => plus(sum, rate), zero),
      rational(BigInt(rates.length - 1)),
    );
    return compare(together, zero) > 0 ? together : zero;
  },
  weighted: (rates, weight) =>
    rates.reduce((sum, one) => plus(sum, times(rational(one.weight, weight), one.rate)), zero),
};
