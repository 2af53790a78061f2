"use client";

import { type ReactNode, useId, useState } from "react";
import classes from "./chart-figure.module.css";

export interface ChartFigureProps {
  readonly title: string;
  /** What the chart says, in one sentence with numbers. */
  readonly summary: string;
  /** The chart, or the same as a table for who prefers numbers. */
  readonly children: (isTable: boolean) => ReactNode;
}

/** A chart with its name, what it says, and the way to its numbers. */
export function ChartFigure({ title, summary, children }: ChartFigureProps): ReactNode {
  const [isTable, setIsTable] = useState(false);
  const titleId = useId();
  return (
    <figure className={classes.chart} aria-labelledby={titleId}>
      <figcaption className={classes.head}>
        <h3 id={titleId} className={classes.title}>
          {title}
        </h3>
        <button
          type="button"
          data-chrome
          className={classes.toggle}
          aria-pressed={isTable}
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? "View as chart" : "View as table"}
        </button>
      </figcaption>
      <p className={classes.summary}>{summary}</p>
      {children(isTable)}
    </figure>
  );
}
