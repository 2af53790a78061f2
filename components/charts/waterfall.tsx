"use client";

import type { ReactNode } from "react";
import { Duration } from "@/components/feedback/duration";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { ChartFigure } from "./chart-figure";
import chart from "./time-series-chart.module.css";
import classes from "./waterfall.module.css";

export interface WaterfallRow {
  readonly key: string;
  readonly label: string;
  /** What kind of work it was, in a word. */
  readonly kind: string;
  /** Waiting is drawn as a dashed line, work as a bar. */
  readonly isWaiting: boolean;
  readonly isFailed: boolean;
  readonly fromMs: number;
  /** Null while it runs. */
  readonly toMs: number | null;
}

export interface WaterfallProps {
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly summary: string;
  readonly rows: readonly WaterfallRow[];
  readonly fromMs: number;
  readonly toMs: number;
  /** The row that took longest. */
  readonly bottleneck: string | null;
}

/** Stages in time, one under another, with the longest named. */
export function Waterfall({ title, summary, rows, fromMs, toMs, bottleneck }: WaterfallProps): ReactNode {
  return (
    <ChartFigure title={title} summary={summary}>
      {(isTable) =>
        isTable ? (
          <WaterfallTable title={title} rows={rows} />
        ) : (
          <ol className={classes.rows}>
            {rows.map((row) => (
              <Bar key={row.key} row={row} fromMs={fromMs} toMs={toMs} isLongest={row.key === bottleneck} />
            ))}
          </ol>
        )
      }
    </ChartFigure>
  );
}

interface BarProps {
  readonly row: WaterfallRow;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isLongest: boolean;
}

function Bar({ row, fromMs, toMs, isLongest }: BarProps): ReactNode {
  const wholeMs = Math.max(1, toMs - fromMs);
  const end = row.toMs ?? toMs;
  const left = (100 * (row.fromMs - fromMs)) / wholeMs;
  const width = Math.max(0.5, (100 * (end - row.fromMs)) / wholeMs);
  return (
    <li className={classes.row} data-longest={isLongest || undefined}>
      <span className={classes.label}>{row.label}</span>
      <span className={classes.track} aria-hidden="true">
        <span
          className={classes.bar}
          data-waiting={row.isWaiting || undefined}
          data-failed={row.isFailed || undefined}
          style={{
            marginInlineStart: `${Math.min(99.5, left)}%`,
            width: `${Math.min(width, 100 - Math.min(99.5, left))}%`,
          }}
        />
      </span>
      <span className={classes.length}>
        {row.toMs === null ? "running" : formatDuration(row.toMs - row.fromMs)}
        {row.isFailed ? <span className={classes.note}> failed</span> : null}
        {isLongest ? <span className={classes.note}> longest</span> : null}
      </span>
    </li>
  );
}

function WaterfallTable({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly WaterfallRow[];
}): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={chart.scroll} tabIndex={0} aria-label={`${title}, as a table`}>
      <table className={chart.table}>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Kind</th>
            <th scope="col">From</th>
            <th scope="col" className={chart.number}>
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.label}</th>
              <td>{row.kind}</td>
              <td>
                <Time atMs={row.fromMs} format="absolute" />
              </td>
              <td className={chart.number}>
                {row.toMs === null ? "running" : <Duration ms={row.toMs - row.fromMs} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
