import { type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import type { SloDefinition, SloMethod, SloPeriod } from "../../contract";
import { shareOf } from "../evaluation";

/** The kind of document that objectives stand in. */
export const objectivesKind = "Objectives";

/** An objective as a file names it. */
export interface ObjectiveSpec {
  readonly slug: string;
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly definition: SloDefinition;
}

/** A part of a document that cannot be taken as it stands; `path` is inside of the document. */
export interface Fault {
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
  /** Leaving it out would change what is promised. */
  readonly isBlocking: boolean;
}

/** Decimal text without zeros that say nothing: `99.90` is `99.9`. */
export function plainDecimal(text: string): string {
  const cut = text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  return cut.replace(/^0+(?=\d)/, "");
}

/** The definition with decimals in one spelling, so that equal ones are equal text. */
export function plainDefinition(definition: SloDefinition): SloDefinition {
  const { method, period, dependsOn = [], ...rest } = definition;
  return {
    ...rest,
    // To stand on nothing is not to say anything.
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    targetPercent: plainDecimal(definition.targetPercent),
    period: plainPeriod(period),
    method: plainMethod(method),
  };
}

function plainMethod(method: SloMethod): SloMethod {
  return method.kind === "timeslices"
    ? { kind: "timeslices", slicePercent: plainDecimal(method.slicePercent) }
    : method;
}

/** A period without a start of the fiscal year that moves nothing: quarters begin in every third month, weeks and months follow none. */
export function plainPeriod(period: SloPeriod): SloPeriod {
  if (period.kind === "rolling") return period;
  const { fiscalYearStartMonth = 1, ...rest } = period;
  const { unit } = rest;
  const month = unit === "year" ? fiscalYearStartMonth : unit === "quarter" ? ((fiscalYearStartMonth - 1) % 3) + 1 : 1;
  return month === 1 ? rest : { ...rest, fiscalYearStartMonth: month };
}

/** `99.9` as `0.999`: exact. */
export function shareText(percent: string): string {
  return plainDecimal(toDecimal(shareOf(percent), 8));
}

/** A share (0 to 1) as percent text of at most six decimals; null when it has more. */
export function percentText(share: Rational): string | null {
  const percent = times(share, rational(100n));
  const text = toDecimal(percent, 6);
  const isExact = (percent.numerator * 1_000_000n) % percent.denominator === 0n;
  return isExact ? plainDecimal(text) : null;
}

/** JSON with sorted keys: the same content is the same text. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
      : one,
  );
}
