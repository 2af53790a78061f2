import { formatDuration } from "@/components/feedback/time-format";
import type { FiguresAnswer, FigureView } from "@/lib/insights/contract";
import { type Measure, measureWords } from "@/lib/insights/domain/measures";

/** A value of a measure as it is written; rates below one in two days are told by the week. */
export function formatMeasure(measure: Measure, value: number): string {
  switch (measureWords[measure].unit) {
    case "ms":
      return formatDuration(value);
    case "share":
      return `${trimmed(100 * value)} %`;
    case "per_day":
      return value < 0.5 ? `${trimmed(7 * value)} a week` : `${trimmed(value)} a day`;
  }
}

function trimmed(value: number): string {
  const size = Math.abs(value);
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}

/** The value, or why there is none. */
export function figureText(figure: FigureView): string {
  if (figure.value !== null) return formatMeasure(figure.measure, figure.value);
  return figure.status === "no_data" ? "no data" : "not enough data";
}

/** What n counts, after its number. */
export function observationsOf(measure: Measure): string {
  if (measureWords[measure].unit === "per_day") return "days";
  if (measureWords[measure].row === "change") return "changes";
  if (measure === "rollback_time") return "rollbacks";
  return measureWords[measure].unit === "ms" ? "restored failures" : "deployments";
}

/** `n = 120 deployments, 9 of them counted`. */
export function sampleText(figure: FigureView): string {
  const n = `n = ${Number(figure.n.toFixed(1))} ${observationsOf(figure.measure)}`;
  if (figure.events === null) return n;
  return measureWords[figure.measure].unit === "per_day"
    ? `${figure.events} in ${Number(figure.n.toFixed(1))} days`
    : `${figure.events} of ${figure.n}`;
}

/** `95 %: 3.1 % – 8.4 %`; says so when there are too few for one. */
export function intervalText(figure: FigureView): string {
  if (figure.value === null) return "";
  if (figure.low === null || figure.high === null) return "too few for a 95 % interval";
  return `95 %: ${formatMeasure(figure.measure, figure.low)} – ${formatMeasure(figure.measure, figure.high)}`;
}

export type Change = "better" | "worse" | "same" | "unknown";

/** Whether a figure moved against the one of the window before by more than both intervals allow for. */
export function changeOf(figure: FigureView, before: FigureView | undefined): Change {
  if (figure.value === null || !before || before.value === null) return "unknown";
  if (figure.low === null || figure.high === null || before.low === null || before.high === null) return "same";
  const isApart = figure.low > before.high || figure.high < before.low;
  if (!isApart) return "same";
  const isMore = figure.value > before.value;
  return isMore === (measureWords[figure.measure].better === "more") ? "better" : "worse";
}

/** `was 4 d; the intervals overlap, so this may be chance`. */
export function changeText(figure: FigureView, before: FigureView | undefined): string {
  if (!before) return "";
  if (before.value === null) return `before: ${figureText(before)}`;
  const was = `before: ${formatMeasure(before.measure, before.value)}`;
  switch (changeOf(figure, before)) {
    case "better":
      return `${was}, better`;
    case "worse":
      return `${was}, worse`;
    case "same":
      return `${was}, may be chance`;
    case "unknown":
      return was;
  }
}

/** One sentence about a series: from where to where, and how many periods have no number. */
export function seriesSentence(measure: Measure, series: FiguresAnswer["series"]): string {
  const own = series.map((point) => ({ point, figure: point.figures.find((one) => one.measure === measure) }));
  const whole = own.filter(({ point, figure }) => figure?.value != null && !point.isPartial);
  const gaps = own.filter(({ figure }) => figure?.value == null).length;
  const [first, last] = [whole[0], whole.at(-1)];
  const missing = gaps === 0 ? "" : ` ${gaps} of ${own.length} periods have too little data.`;
  if (!first?.figure || !last?.figure || first === last) return `Not enough whole periods for a trend.${missing}`;
  const from = formatMeasure(measure, first.figure.value ?? 0);
  const to = formatMeasure(measure, last.figure.value ?? 0);
  return `From ${from} (${first.point.key}) to ${to} (${last.point.key}), the last whole period.${missing}`;
}
