import { rankSumPValue } from "@/lib/kernel/statistics/rank-sum";

/** Numbers of user analytics of one metric since a release, and in the same hours of the weeks before it. */
export interface CustomerNumbers {
  readonly metric: string;
  /** Which way is better for customers, as the sender says; null when it does not. */
  readonly better: "higher" | "lower" | null;
  readonly since: readonly number[];
  /** Of each week before: empty where nothing was told. */
  readonly weeks: readonly (readonly number[])[];
}

/** `moved`: it is another than before, and nobody said which way is better. `unknown`: too few numbers to say. */
export const numberVerdicts = ["worse", "better", "moved", "unchanged", "unknown"] as const;

export interface NumberShift {
  readonly metric: string;
  readonly better: CustomerNumbers["better"];
  readonly verdict: (typeof numberVerdicts)[number];
  /** Null without a number. */
  readonly medianSince: number | null;
  readonly medianBefore: number | null;
  readonly n: number;
  readonly nBefore: number;
  /** Adjusted for the metrics that are looked at; null when nothing was compared. */
  readonly pValue: number | null;
  readonly sentence: string;
}

/** The rule in the words of a page. */
export const numberRule =
  "The newest two days since it began against the same hours of the four weeks before, by a rank test (Mann and Whitney) at 0.001, divided by the number of metrics. " +
  "A change is told when the median also lies outside those of every week before. Worse or better needs a sender who says which way is better; 5 numbers since and 10 of at least 2 weeks before are needed.";

const fewestSince = 5;
const fewestBefore = 10;
const fewestWeeks = 2;
/** As for tickets: every release of an installation is looked at again and again. */
const significance = 0.001;

/**
 * Did what customers do change with a release? The numbers since it are compared with those of the same hours of the weeks before, so that
 * nights and weekends are no change, by a rank test that assumes nothing of their distribution. A shift is one that chance does not explain
 * (adjusted for the number of metrics) and that leaves the median outside those of every week before, so that a slow drift is none.
 */
export function shiftsOf(all: readonly CustomerNumbers[]): NumberShift[] {
  return all.map((numbers) => shiftOf(numbers, all.length));
}

function shiftOf(numbers: CustomerNumbers, metrics: number): NumberShift {
  const { metric, better, since } = numbers;
  const known = numbers.weeks.filter((week) => week.length > 0);
  const before = known.flat();
  const [medianSince, medianBefore] = [medianOf(since), medianOf(before)];
  const base = { metric, better, medianSince, medianBefore, n: since.length, nBefore: before.length };
  if (since.length < fewestSince || before.length < fewestBefore || known.length < fewestWeeks)
    return { ...base, verdict: "unknown", pValue: null, sentence: `${metric}: ${tooFew(base, known.length)}.` };
  const pValue = Math.min(1, metrics * rankSumPValue(since, before));
  const verdict = pValue < significance ? verdictOf(numbers, known) : "unchanged";
  return { ...base, verdict, pValue, sentence: sentenceOf(base, known.length, verdict, pValue) };
}

function verdictOf({ better, since }: CustomerNumbers, weeks: readonly (readonly number[])[]): NumberShift["verdict"] {
  const now = medianOf(since) ?? 0;
  const medians = weeks.map((week) => medianOf(week) ?? 0);
  const isAbove = medians.every((median) => now > median);
  const isBelow = medians.every((median) => now < median);
  if (!isAbove && !isBelow) return "unchanged";
  if (better === null) return "moved";
  return isAbove === (better === "higher") ? "better" : "worse";
}

type Base = Pick<NumberShift, "metric" | "medianSince" | "medianBefore" | "n" | "nBefore">;

function tooFew({ n, nBefore }: Base, weeks: number): string {
  if (n < fewestSince) return `${n} ${n === 1 ? "number" : "numbers"} since it began, ${fewestSince} are needed`;
  if (weeks < fewestWeeks) return `only ${weeks} ${weeks === 1 ? "week" : "weeks"} before it to compare with`;
  return `${nBefore} numbers of the weeks before, ${fewestBefore} are needed`;
}

function sentenceOf(base: Base, weeks: number, verdict: NumberShift["verdict"], pValue: number): string {
  const { metric, medianSince, medianBefore, n } = base;
  const compared = `median ${short(medianSince)} of ${n} since it began, ${short(medianBefore)} in the same hours of the ${weeks} weeks before`;
  const words = { worse: "worse", better: "better", moved: "changed", unchanged: "no clear change", unknown: "" };
  return `${metric}: ${words[verdict]}, ${compared} (p ${pValue < 0.0001 ? "< 0.0001" : `= ${short(pValue)}`}).`;
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((x, y) => x - y);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return (low + high) / 2;
}

function short(value: number | null): string {
  return value === null ? "nothing" : String(Number(value.toPrecision(3)));
}
