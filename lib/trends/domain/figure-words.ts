/** A figure as people read it. */
export interface WordedFigure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly status: "no_data" | "not_enough_data" | "ok";
}

export type FigureUnit = "per_day" | "ms" | "share";

/** The number with its unit, or why there is none. */
export function valueWords(figure: WordedFigure, unit: FigureUnit): string {
  if (figure.value === null) return figure.status === "no_data" ? "no data" : "not enough data";
  return numberWords(figure.value, unit);
}

/** The 95 % interval, or that there is none. */
export function intervalWords(figure: WordedFigure, unit: FigureUnit): string {
  if (figure.low === null || figure.high === null) return "no interval";
  return `${numberWords(figure.low, unit)} to ${numberWords(figure.high, unit)}`;
}

/** How much was counted. */
export function countWords(figure: WordedFigure, unit: FigureUnit): string {
  return `n = ${figure.n}${unit === "per_day" ? " days" : ""}`;
}

/** A number with its unit. */
export function numberWords(value: number, unit: FigureUnit): string {
  if (unit === "share") return `${trimmed(value * 100)} %`;
  if (unit === "per_day") return value >= 1 ? `${trimmed(value)} a day` : `${trimmed(value * 7)} a week`;
  if (value < 60_000) return `${trimmed(value / 1_000)} s`;
  if (value < 3_600_000) return `${trimmed(value / 60_000)} min`;
  return value < 172_800_000 ? `${trimmed(value / 3_600_000)} h` : `${trimmed(value / 86_400_000)} d`;
}

function trimmed(value: number): string {
  const text = value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
