import type { ChartSeries, ChartUnit } from "./chart-data";

export interface ChartThreshold {
  readonly value: number;
  readonly label: string;
}

export interface ChartMarker {
  readonly atMs: number;
  readonly label: string;
}

export interface TimeSeriesChartProps {
  readonly title: string;
  /** What the chart says, in one sentence with numbers. */
  readonly summary: string;
  /** At most five; the rest belongs in another chart. */
  readonly series: readonly ChartSeries[];
  readonly unit: ChartUnit;
  /** `zero` for counts and rates, `focused` for quantities whose change matters more than their size. */
  readonly yFrom?: "zero" | "focused";
  readonly threshold?: ChartThreshold;
  readonly markers?: readonly ChartMarker[];
  /** Distance of the measurements; makes missing ones visible as gaps. */
  readonly stepMs?: number;
  readonly heightPx?: number;
}
