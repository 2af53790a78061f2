import type { ReactNode } from "react";
import { StatusGlyph } from "@/components/feedback/status-glyph";
import { formatValue } from "./chart-data";
import classes from "./share-bar.module.css";

export interface ShareBarProps {
  /** Share that was asked for, 0 to 100. */
  readonly setPercent: number;
  /** Share that the data plane shows, 0 to 100; null when it could not be seen. */
  readonly observedPercent: number | null;
  /** Difference, in percentage points, up to which the two count as equal. */
  readonly tolerancePp?: number;
  /** Only the bars, for table cells; the words go to the label. */
  readonly isCompact?: boolean;
}

/** What was set and what is seen, as two thin bars under one another. */
export function ShareBar({
  setPercent,
  observedPercent,
  tolerancePp = 1,
  isCompact = false,
}: ShareBarProps): ReactNode {
  const set = formatValue(setPercent, "percent");
  const observed = formatValue(observedPercent, "percent");
  const driftPp = observedPercent === null ? 0 : observedPercent - setPercent;
  const isDrifting = Math.abs(driftPp) > tolerancePp;
  const sentence = `Set ${set}, observed ${observed}${isDrifting ? `, off by ${formatValue(Math.abs(driftPp), "plain")} points` : ""}`;
  if (isCompact) {
    return (
      <div className={classes.compact} role="img" aria-label={sentence} title={sentence}>
        <span className={classes.value}>{observedPercent === null ? set : observed}</span>
        <Bars setPercent={setPercent} observedPercent={observedPercent} isDrifting={isDrifting} />
      </div>
    );
  }
  return (
    <div className={classes.share}>
      <div className={classes.words}>
        <span>
          Set <strong>{set}</strong>
        </span>
        <span className={classes.observed}>
          {isDrifting ? <StatusGlyph status="at_risk" size={12} /> : null}
          Observed <strong>{observed}</strong>
          {isDrifting ? ` · off by ${formatValue(Math.abs(driftPp), "plain")} points` : null}
        </span>
      </div>
      <Bars setPercent={setPercent} observedPercent={observedPercent} isDrifting={isDrifting} />
    </div>
  );
}

interface BarsProps {
  readonly setPercent: number;
  readonly observedPercent: number | null;
  readonly isDrifting: boolean;
}

function Bars({ setPercent, observedPercent, isDrifting }: BarsProps): ReactNode {
  return (
    <div className={classes.bars} aria-hidden="true">
      <div className={classes.track}>
        <div className={classes.set} style={{ width: `${clamp(setPercent)}%` }} />
      </div>
      <div className={classes.track} data-empty={observedPercent === null || undefined}>
        <div
          className={classes.seen}
          data-drifting={isDrifting || undefined}
          style={{ width: `${clamp(observedPercent ?? 0)}%` }}
        />
      </div>
    </div>
  );
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
