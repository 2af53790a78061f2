import type { ReactNode } from "react";
import type { CheckView } from "@/lib/synthetics/contract";
import classes from "./synthetics.module.css";

/** The newest runs, the newest at the end: low for passed, high for failed, dashed for not run. */
export function RunStrip({ strip }: Pick<CheckView, "strip">): ReactNode {
  if (strip.length === 0) return <span className={classes.muted}>no run yet</span>;
  const count = (outcome: string) => strip.filter((run) => run.outcome === outcome).length;
  const label = `Of the last ${strip.length} runs ${count("passed")} passed, ${count("failed")} failed, ${count("not_run")} were not made.`;
  return (
    <span className={classes.strip} role="img" aria-label={label} title={label}>
      {strip.toReversed().map((run) => (
        <span key={run.id} className={classes.tick} data-outcome={run.outcome} />
      ))}
    </span>
  );
}
