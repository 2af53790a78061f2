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

/** A difference with its uncertainty against zero and the limit: harm is certain when the whole band lies beyond the limit. */
export function DifferenceBand({ estimate, low, high, limit, unit }: DifferenceBandProps): ReactNode {
  const least = Math.min(0, low, limit);
  const most = Math.max(0, high, limit);
  const room = (most - least) * 0.1 || 1;
  const place = (value: number): string => `${((value - least + room) / (most - least + 2 * room)) * 100}%`;
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
      <span className={classes.tick} style={{ left: place(0) }}>
        0
      </span>
      <span className={classes.tick} style={{ left: place(limit) }}>
        limit {signed(limit)}
      </span>
    </div>
  );
}
