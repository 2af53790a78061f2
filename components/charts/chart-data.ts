/** What numbers of a chart mean. `percent` is 0 to 100; `points` is a difference of two of those. */
export type ChartUnit = "count" | "per_second" | "percent" | "points" | "ms" | "seconds" | "plain";

export interface ChartPoint {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Null where nothing was measured: a gap, never zero. */
  readonly value: number | null;
}

export interface ChartSeries {
  readonly id: string;
  readonly label: string;
  readonly points: readonly ChartPoint[];
  /** The baseline is grey and dashed; the others take the colours in order. */
  readonly role?: "baseline" | "main";
}

/** One instant with the value of each series by id. */
export interface ChartRow {
  readonly atMs: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/**
 * Lay the series on common instants. With `stepMs` times are floored to that grid and every empty cell of the grid
 * between the first and last instant becomes a gap; without it, the union of all instants is used.
 */
export function alignSeries(series: readonly ChartSeries[], stepMs?: number): readonly ChartRow[] {
  const rows = new Map<number, Record<string, number | null>>();
  for (const { id, points } of series) {
    for (const point of points) {
      const atMs = stepMs ? Math.floor(point.atMs / stepMs) * stepMs : point.atMs;
      const row = rows.get(atMs) ?? {};
      if (point.value !== null || row[id] === undefined) row[id] = finiteOrNull(point.value);
      rows.set(atMs, row);
    }
  }
  const instants = [...rows.keys()].sort((a, b) => a - b);
  const first = instants[0];
  const last = instants.at(-1);
  if (first === undefined || last === undefined) return [];
  const grid = stepMs && (last - first) / stepMs <= 5_000 ? gridOf(first, last, stepMs) : instants;
  return grid.map((atMs) => ({ atMs, values: complete(rows.get(atMs), series) }));
}

function gridOf(first: number, last: number, stepMs: number): number[] {
  return Array.from({ length: Math.round((last - first) / stepMs) + 1 }, (_, index) => first + index * stepMs);
}

function complete(
  row: Record<string, number | null> | undefined,
  series: readonly ChartSeries[],
): Record<string, number | null> {
  return Object.fromEntries(series.map(({ id }) => [id, row?.[id] ?? null]));
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** The last measured value of a series; null when there is none. */
export function latestValue(series: ChartSeries): number | null {
  return series.points.findLast((point) => point.value !== null && Number.isFinite(point.value))?.value ?? null;
}

/** Lowest and highest drawn value, with room for the threshold; `zero` starts at 0. Null when nothing was measured. */
export function valueDomain(
  rows: readonly ChartRow[],
  options: {
    readonly from: "zero" | "focused";
    readonly threshold?: number;
    /** What values cannot exceed: the axis ends there, unless one does. */
    readonly cap?: number;
    /** A focused axis is no shorter than this, so that a trifle is not drawn as a fall. */
    readonly minSpan?: number;
  },
): readonly [number, number] | null {
  const values = rows.flatMap((row) => Object.values(row.values)).filter((value) => value !== null);
  if (options.threshold !== undefined && values.length > 0) values.push(options.threshold);
  if (values.length === 0) return null;
  const low = options.from === "zero" ? Math.min(0, ...values) : Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low) * 0.12 || Math.abs(high) * 0.12 || 1;
  const cap = options.cap !== undefined && high <= options.cap ? options.cap : Number.POSITIVE_INFINITY;
  const top = Math.min(high + room, cap);
  return [options.from === "zero" ? low : Math.min(low - room, top - (options.minSpan ?? 0)), top];
}

/** Round ticks (1, 2, 2.5 or 5 times a power of ten) that cover the domain, about `count` of them. */
export function niceTicks([low, high]: readonly [number, number], count = 4): readonly number[] {
  const rough = (high - low) / Math.max(1, count - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Ticks as they are written beside the axis: with as many digits as their distance has, where fewer would say something else. */
export function formatTicks(ticks: readonly number[], unit: ChartUnit): readonly string[] {
  const texts = ticks.map((tick) => formatValue(tick, unit));
  const step = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0));
  const isShare = unit === "percent" || unit === "points";
  const isRounded =
    isShare && texts.some((text, at) => Math.abs(Number.parseFloat(text) - (ticks[at] ?? 0)) > step / 100);
  if (new Set(texts).size === ticks.length && !isRounded) return texts;
  const decimals = decimalsOf(step);
  return ticks.map((tick, index) => texts[index]?.replace(/^[-\d.\u202f]+/, tick.toFixed(decimals)) ?? "");
}

function decimalsOf(step: number): number {
  let decimals = 0;
  while (decimals < 12 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals += 1;
  return decimals;
}

/** A value as it is written in tooltips, keys and tables. */
export function formatValue(value: number | null, unit: ChartUnit): string {
  if (value === null) return "no data";
  switch (unit) {
    case "percent":
      return `${digits(value)} %`;
    case "points":
      return `${digits(value)} pp`;
    case "ms":
      return value >= 10_000 ? `${digits(value / 1_000)} s` : `${digits(value)} ms`;
    case "seconds":
      return `${digits(value)} s`;
    case "per_second":
      return `${digits(value)}/s`;
    case "count":
      return grouped(Math.round(value));
    case "plain":
      return digits(value);
  }
}

function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000) return grouped(Math.round(value));
  if (size >= 100) return value.toFixed(0);
  const text = value.toFixed(size >= 10 ? 1 : 2);
  return text.replace(/\.?0+$/, "");
}

function grouped(value: number): string {
  return groupDigits(String(value));
}

/** The digits of a whole number with thousands apart by a narrow space. */
export function groupDigits(text: string): string {
  return text.replaceAll(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}
