"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { ChartFigure } from "./chart-figure";
import classes from "./time-series-chart.module.css";

const IntervalPlot = dynamic(() => import("./interval-plot").then((module) => module.IntervalPlot), { ssr: false });

/** One period with its number and how sure it is. */
export interface IntervalPoint {
  readonly key: string;
  /** On the axis: "2 Nov". */
  readonly label: string;
  /** Null where there is no number: a gap, never zero. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** Not a whole period: drawn hollow. */
  readonly isPartial: boolean;
  /** Why there is no number, for table and tooltip. */
  readonly gap: string;
}

export interface IntervalChartProps {
  readonly title: string;
  /** What the chart says, in one sentence with numbers. */
  readonly summary: string;
  readonly points: readonly IntervalPoint[];
  /** A value as it is written. */
  readonly format: (value: number) => string;
  /** What n counts: "changes". */
  readonly nOf: string;
  /** Highest value that makes sense, 1 for shares. */
  readonly most?: number;
  /** Values are milliseconds: the axis then counts in whole minutes, hours or days. */
  readonly isDuration?: boolean;
  /** What the band is; the 95 % interval unless said. */
  readonly bandName?: string;
  /** Moments to mark, by the key of their point. */
  readonly marks?: readonly { readonly key: string; readonly label: string }[];
  readonly heightPx?: number;
}

/** A number over periods with its interval as a band; gaps stay gaps. */
export function IntervalChart(props: IntervalChartProps): ReactNode {
  const { title, summary, points, heightPx = 176 } = props;
  return (
    <ChartFigure title={title} summary={summary}>
      {(isTable) => (
        <div className={classes.plot} style={{ height: heightPx, marginTop: 8 }}>
          {isTable ? <IntervalTable {...props} /> : <IntervalDrawing {...props} points={points} heightPx={heightPx} />}
        </div>
      )}
    </ChartFigure>
  );
}

function IntervalDrawing(props: IntervalChartProps & { readonly heightPx: number }): ReactNode {
  if (props.points.every((point) => point.value === null))
    return <div className={classes.blank}>No period has enough data for a number.</div>;
  return <IntervalPlot {...props} />;
}

function IntervalTable({ title, points, format, nOf, bandName = "95 % interval" }: IntervalChartProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={`${title}, as a table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Period from</th>
            <th scope="col" className={classes.number}>
              Value
            </th>
            <th scope="col" className={classes.number}>
              {bandName}
            </th>
            <th scope="col" className={classes.number}>
              n ({nOf})
            </th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.key}>
              <th scope="row">
                {point.key}
                {point.isPartial ? " (partial)" : ""}
              </th>
              <td className={classes.number}>{point.value === null ? point.gap : format(point.value)}</td>
              <td className={classes.number}>
                {point.low === null || point.high === null ? "–" : `${format(point.low)} – ${format(point.high)}`}
              </td>
              <td className={classes.number}>{Number(point.n.toFixed(1))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
