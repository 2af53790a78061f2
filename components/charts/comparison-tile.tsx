import type { ReactNode } from "react";
import { VerdictBadge } from "@/components/feedback/verdict-badge";
import type { Verdict } from "@/lib/analysis/domain/evidence";
import { type ChartUnit, formatValue } from "./chart-data";
import classes from "./comparison-tile.module.css";
import { DifferenceBand } from "./difference-band";

export interface ComparisonTileProps {
  readonly title: string;
  readonly unit: ChartUnit;
  readonly current: { readonly label: string; readonly value: number | null };
  readonly reference: { readonly label: string; readonly value: number | null };
  readonly verdict: Verdict;
  /** Beside the verdict: the cause of blindness, or how many requests are missing. */
  readonly note?: string;
  /** Absent while there is too little to compute it. */
  readonly difference?: { readonly estimate: number; readonly low: number; readonly high: number };
  /** Difference that counts as harm. */
  readonly limit: number;
  /** What the evidence says, in words. */
  readonly sentence?: ReactNode;
}

/** One measurement of the new against the old: both numbers, their difference with its band, the limit, the verdict. */
export function ComparisonTile(props: ComparisonTileProps): ReactNode {
  const { title, unit, current, reference, verdict, note, difference, limit, sentence } = props;
  return (
    <div className={classes.tile}>
      <div className={classes.head}>
        <h3 className={classes.title}>{title}</h3>
        <VerdictBadge verdict={verdict} note={note} />
      </div>
      <div className={classes.numbers}>
        <div>
          <div className={classes.value}>{formatValue(current.value, unit)}</div>
          <div className={classes.label}>{current.label}</div>
        </div>
        <div>
          <div className={classes.value} data-role="reference">
            {formatValue(reference.value, unit)}
          </div>
          <div className={classes.label}>{reference.label}</div>
        </div>
      </div>
      {difference ? (
        <DifferenceBand {...difference} limit={limit} unit={unit === "percent" ? "points" : unit} />
      ) : (
        <div className={classes.none}>No difference can be computed yet.</div>
      )}
      {sentence ? <p className={classes.sentence}>{sentence}</p> : null}
    </div>
  );
}
