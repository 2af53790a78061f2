import type { ReactNode } from "react";
import { type ChartUnit, formatValue } from "./chart-data";
import classes from "./difference-band.module.css";

export interface DifferenceBandProps {
  /** Best estimate of the difference. */
  readonly estimate: number;
  /** Confidence interval of the difference. */
  readonly low: number;
  readonly high: number;
  /** Difference that counts as harm. */
  readonly limit: number;
  readonly unit: ChartUnit;
}

/** Half the limit's words and the zero, in the narrowest tile. */
const ticksApartPercent = 18;

/** A difference with its uncertainty against zero and the limit: harm is certain when the whole band lies beyond the limit. */
export function DifferenceBand({ estimate, low, high, limit, unit }: DifferenceBandProps): ReactNode {
  const least = Math.min(0, low, limit);
  const most = Math.max(0, high, limit);
  const room = (most - least) * 0.1 || 1;
  const percentOf = (value: number): number => ((value - least + room) / (most - least + 2 * room)) * 100;
  const place = (value: number): string => `${percentOf(value)}%`;
  // Beside each other their words would cover one another; the limit is the one to know.
  const hasZero = Math.abs(percentOf(limit) - percentOf(0)) >= ticksApartPercent;
  const verdict = low > limit ? "beyond" : high < limit ? "within" : "open";
  const signed = (value: number): string => `${value > 0 ? "+" : ""}${formatValue(value, unit)}`;
  const sentence = `Difference ${signed(estimate)}, between ${signed(low)} and ${signed(high)}; the limit is ${signed(limit)}`;
  return (
    <div className={classes.band} data-verdict={verdict} role="img" aria-label={sentence} title={sentence}>
      <div className={classes.axis} />
      <div className={classes.zero} style={{ left: place(0) }} />
      <div className={classes.limit} style={{ left: place(limit) }} />
      <div className={classes.range} style={{ left: place(low), right: `calc(100% - ${place(high)})` }} />
      <div className={classes.dot} style={{ left: place(estimate) }} />
      {hasZero ? (
        <span className={classes.tick} style={{ left: place(0) }}>
          0
        </span>
      ) : null}
      <span className={classes.tick} style={{ left: place(limit) }}>
        limit {signed(limit)}
      </span>
    </div>
  );
}
