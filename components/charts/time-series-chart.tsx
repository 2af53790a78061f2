"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useMemo } from "react";
import { formatAbsolute } from "@/components/feedback/time-format";
import { useTimeZone } from "@/components/layout/preferences";
import { alignSeries, type ChartRow, type ChartSeries, type ChartUnit, formatValue, latestValue } from "./chart-data";
import { ChartFigure } from "./chart-figure";
import { seriesColor } from "./chart-style";
import type { TimeSeriesChartProps } from "./time-series";
import classes from "./time-series-chart.module.css";

/* Recharts is about 100 KiB: it loads when a chart is on the page, and its place is kept meanwhile. */
const TimeSeriesPlot = dynamic(() => import("./time-series-plot").then((module) => module.TimeSeriesPlot), {
  ssr: false,
});

const maxSeries = 5;

export function TimeSeriesChart(props: TimeSeriesChartProps): ReactNode {
  const { title, summary, unit, stepMs, heightPx = 184 } = props;
  const series = props.series.slice(0, maxSeries);
  const rows = useMemo(() => alignSeries(props.series.slice(0, maxSeries), stepMs), [props.series, stepMs]);
  return (
    <ChartFigure title={title} summary={summary}>
      {(isTable) => (
        <>
          <SeriesKey series={series} unit={unit} />
          <div className={classes.plot} style={{ height: heightPx }}>
            {isTable ? (
              <ChartTable title={title} series={series} rows={rows} unit={unit} />
            ) : (
              <TimeSeriesPlot {...props} series={series} rows={rows} heightPx={heightPx} />
            )}
          </div>
        </>
      )}
    </ChartFigure>
  );
}

interface SeriesKeyProps {
  readonly series: readonly ChartSeries[];
  readonly unit: ChartUnit;
}

/** Name, line sample and last value of each series. */
function SeriesKey({ series, unit }: SeriesKeyProps): ReactNode {
  return (
    <ul className={classes.key}>
      {series.map((entry, index) => (
        <li key={entry.id} className={classes.keyItem}>
          <svg width={18} height={8} aria-hidden="true">
            <path
              d="M1 4h16"
              stroke={seriesColor(series, index)}
              strokeWidth={2}
              strokeLinecap="round"
              strokeDasharray={entry.role === "baseline" ? "3.5 3.5" : undefined}
            />
          </svg>
          {entry.label}
          <span className={classes.keyValue}>{formatValue(latestValue(entry), unit)}</span>
        </li>
      ))}
    </ul>
  );
}

interface ChartTableProps extends SeriesKeyProps {
  readonly title: string;
  readonly rows: readonly ChartRow[];
}

function ChartTable({ title, series, rows, unit }: ChartTableProps): ReactNode {
  const zone = useTimeZone();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={`${title}, as a table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((entry) => (
              <th key={entry.id} scope="col" className={classes.number}>
                {entry.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map((row) => (
            <tr key={row.atMs}>
              <th scope="row">{formatAbsolute(row.atMs, zone)}</th>
              {series.map((entry) => (
                <td key={entry.id} className={classes.number}>
                  {formatValue(row.values[entry.id] ?? null, unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
