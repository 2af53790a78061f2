import type { Interval } from "@/lib/kernel/statistics/wilson";
import { wilsonInterval } from "@/lib/kernel/statistics/wilson";
import { type DeliveryRecord, isChange } from "./delivery-record";

export const measureNames = [
  "deployment_frequency",
  "change_fail_rate",
  "lead_time",
  "restore_time",
  "rollback_share",
] as const;
export type MeasureName = (typeof measureNames)[number];

/** How a measure is called and counted. `better`: the direction in which a team wants to go. */
export const measures: Readonly<
  Record<
    MeasureName,
    {
      readonly title: string;
      readonly unit: "per_week" | "share" | "ms";
      readonly better: "up" | "down";
      readonly rule: string;
    }
  >
> = {
  deployment_frequency: {
    title: "Deployment frequency",
    unit: "per_week",
    better: "up",
    rule: "Deployments that ended and changed the version, per week; rollbacks and repeats are not counted.",
  },
  change_fail_rate: {
    title: "Change fail rate",
    unit: "share",
    better: "down",
    rule: "Deployments that failed, were rolled back or caused an incident, of those that changed the version.",
  },
  lead_time: {
    title: "Lead time for changes",
    unit: "ms",
    better: "down",
    rule: "Median from the first commit until it was live, over deployments whose commits are known.",
  },
  restore_time: {
    title: "Time to restore",
    unit: "ms",
    better: "down",
    rule: "Median from a failure until users were well again, over failures that ended.",
  },
  rollback_share: {
    title: "Rollbacks",
    unit: "share",
    better: "down",
    rule: "Rollbacks, of all deployments that ended.",
  },
};

/** A number with what it stands on. `value` null: fewer than `fewest` cases, and `reason` says so. */
export interface Figure {
  readonly measure: MeasureName;
  readonly value: number | null;
  /** 95 %; null together with the value. */
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** Records that could not count, by reason. */
  readonly excluded: readonly { readonly reason: string; readonly n: number }[];
  readonly reason: string | null;
}

export interface Span {
  readonly from: number;
  readonly until: number;
}

export const fewest = 5;
const Z95 = 1.959963984540054;
const weekMs = 7 * 86_400_000;

/** One figure over the records that ended in the span. */
export function figureOf(measure: MeasureName, records: readonly DeliveryRecord[], span: Span): Figure {
  const ended = records.filter((one) => one.finishedAt >= span.from && one.finishedAt < span.until);
  const changes = ended.filter(isChange);
  const answers = { reason: "rollbacks and repeats of a version", n: ended.length - changes.length };
  switch (measure) {
    case "deployment_frequency":
      return frequency(changes.length, (span.until - span.from) / weekMs, answers);
    case "change_fail_rate":
      return shareFigure(measure, changes.filter((one) => one.failedAt !== null).length, changes.length, [answers]);
    case "rollback_share":
      return shareFigure(measure, ended.filter((one) => one.kind === "rollback").length, ended.length, []);
    case "lead_time": {
      const known = changes.flatMap((one) => one.leadTimeMs ?? []);
      return medianFigure(measure, known, [answers, { reason: "no commit known", n: changes.length - known.length }]);
    }
    default: {
      const failed = changes.flatMap((one) =>
        one.failedAt === null ? [] : [{ from: one.failedAt, to: one.restoredAt }],
      );
      const ended = failed.flatMap(({ from, to }) => (to === null ? [] : [Math.max(0, to - from)]));
      return medianFigure(measure, ended, [
        { reason: "failures that have no end yet", n: failed.length - ended.length },
      ]);
    }
  }
}

function few(n: number): string {
  return `Not enough data: ${n} of the ${fewest} that are needed.`;
}

function present(excluded: Figure["excluded"]): Figure["excluded"] {
  return excluded.filter((one) => one.n > 0);
}

/** Count per week; the interval is the score interval of a Poisson count. Nothing in a whole span is a true zero. */
function frequency(n: number, weeks: number, answers: Figure["excluded"][number]): Figure {
  const half = Z95 * Math.sqrt(n + (Z95 * Z95) / 4);
  const middle = n + (Z95 * Z95) / 2;
  const per = (count: number): number => count / weeks;
  const excluded = present([answers]);
  const measure = "deployment_frequency";
  return {
    measure,
    value: per(n),
    low: per(Math.max(0, middle - half)),
    high: per(middle + half),
    n,
    excluded,
    reason: null,
  };
}

function shareFigure(measure: MeasureName, events: number, n: number, excluded: Figure["excluded"]): Figure {
  if (n < fewest) return empty(measure, n, excluded);
  const { low, high } = wilsonInterval(events, n, Z95);
  return { measure, value: events / n, low, high, n, excluded: present(excluded), reason: null };
}

function medianFigure(measure: MeasureName, values: readonly number[], excluded: Figure["excluded"]): Figure {
  if (values.length < fewest) return empty(measure, values.length, excluded);
  const { low, high } = medianInterval(values);
  return { measure, value: medianOf(values), low, high, n: values.length, excluded: present(excluded), reason: null };
}

function empty(measure: MeasureName, n: number, excluded: Figure["excluded"]): Figure {
  return { measure, value: null, low: null, high: null, n, excluded: present(excluded), reason: few(n) };
}

/** The middle value, or the mean of the two middle ones. Throws RangeError for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (upper === undefined) throw new RangeError("there is no median of nothing");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[sorted.length / 2 - 1] ?? upper)) / 2;
}

/** 95 % interval of a median by order statistics (Conover 1980, normal approximation of the binomial ranks). */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = values.toSorted((x, y) => x - y);
  const n = sorted.length;
  const half = (Z95 * Math.sqrt(n)) / 2;
  const at = (rank: number): number => sorted[Math.min(n - 1, Math.max(0, rank))] ?? Number.NaN;
  return { low: at(Math.floor(n / 2 - half)), high: at(Math.ceil(n / 2 + half)) };
}
