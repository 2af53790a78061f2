import type { ReactNode } from "react";
import { StatusGlyph } from "@/components/feedback/status-glyph";
import type { RunningInEnvironment } from "@/lib/catalog/contract";
import classes from "./catalog.module.css";
import { rolloutStatus } from "./phase-status";

/** What runs where in one line: a chip for each environment that has a version or a rollout. */
export function RunningChips({ running }: { readonly running: readonly RunningInEnvironment[] }): ReactNode {
  const shown = running.filter((one) => one.live !== null || one.rollout !== null);
  if (shown.length === 0) return <span className={classes.muted}>Nowhere yet</span>;
  return (
    <span className={classes.chips}>
      {shown.map((one) => (
        <span key={one.environment.id} className={classes.chip} data-moving={one.rollout !== null || undefined}>
          <span className={classes.chipPlace}>{one.environment.name}</span>
          <span className={classes.version}>{one.live?.version ?? "–"}</span>
          {one.rollout ? <Moving rollout={one.rollout} /> : null}
        </span>
      ))}
    </span>
  );
}

function Moving({ rollout }: { readonly rollout: NonNullable<RunningInEnvironment["rollout"]> }): ReactNode {
  const { status, label } = rolloutStatus(rollout);
  return (
    <span className={classes.moving} title={`Rollout #${rollout.number}: ${label}`}>
      <StatusGlyph status={status} size={12} />
      <span className={classes.version}>
        {rollout.canaryVersion} at {Math.round(rollout.observedSharePercent ?? rollout.desiredSharePercent)} %
      </span>
    </span>
  );
}
