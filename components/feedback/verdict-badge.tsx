import type { ReactNode } from "react";
import type { Verdict } from "@/lib/analysis/domain/evidence";
import { assertNever } from "@/lib/kernel/assert";
import classes from "./verdict-badge.module.css";

export interface VerdictBadgeProps {
  readonly verdict: Verdict;
  /** Said after the word, for example the cause of blindness. */
  readonly note?: string;
}

const words: Readonly<Record<Verdict, string>> = {
  pass: "Pass",
  fail: "Fail",
  inconclusive: "Inconclusive",
  blind: "Blind",
};

/** What evidence says. Blind and inconclusive are never green: they have a dashed ground and their own shapes. */
export function VerdictBadge({ verdict, note }: VerdictBadgeProps): ReactNode {
  return (
    <span className={classes.badge} data-verdict={verdict}>
      <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden="true" className={classes.glyph}>
        {shapeOf(verdict)}
      </svg>
      {words[verdict]}
      {note ? <span className={classes.note}>· {note}</span> : null}
    </span>
  );
}

function shapeOf(verdict: Verdict): ReactNode {
  switch (verdict) {
    case "pass":
      return <path d="m2 6.4 2.7 2.7L10 3.2" />;
    case "fail":
      return <path d="m2.6 2.6 6.8 6.8m0-6.8L2.6 9.4" />;
    case "inconclusive":
      return <path d="M1.5 7c1.4-2.6 2.9-2.6 4.5-1s3.1 1.6 4.5-1" />;
    case "blind":
      return <path d="M1 6.2C3.2 3 8.8 3 11 6.2M2 10.5 10 1.5" />;
    default:
      return assertNever(verdict);
  }
}
