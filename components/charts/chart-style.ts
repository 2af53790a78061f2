import type { ChartSeries } from "./chart-data";

/** The colour of one series: grey for a baseline, otherwise the palette in the order of the series. */
export function seriesColor(series: readonly ChartSeries[], index: number): string {
  if (series[index]?.role === "baseline") return "var(--sb-baseline)";
  const rank = series.slice(0, index).filter((entry) => entry.role !== "baseline").length;
  return `var(--sb-series-${(rank % 5) + 1})`;
}
