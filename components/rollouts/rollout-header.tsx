import Link from "next/link";
import type { ReactNode } from "react";
import { StatusGlyph } from "@/components/feedback/status-glyph";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import { causeName, strategyNames } from "./phase";
import { PhaseBadge } from "./phase-badge";
import { RolloutActions, type RolloutCommands } from "./rollout-actions";
import classes from "./rollout-header.module.css";
import { VersionChange } from "./version-change";

export interface RolloutHeaderProps {
  readonly rollout: RolloutDetail;
  readonly commands: RolloutCommands;
  readonly held: readonly string[];
}

/** The answer first: what it is, where it stands in the engine's own words, and what can be done. */
export function RolloutHeader({ rollout, commands, held }: RolloutHeaderProps): ReactNode {
  const { service, environment } = rollout;
  return (
    <>
      <PageHeader
        breadcrumbs={
          <nav aria-label="Breadcrumb">
            <Link href="/rollouts">Rollouts</Link> <span aria-hidden="true">/</span> #{rollout.number}
          </nav>
        }
        title={
          <>
            {service.name} <VersionChange from={rollout.stableVersion} to={rollout.canaryVersion} />
          </>
        }
        status={<PhaseBadge rollout={rollout} variant="soft" />}
        answer={
          <>
            <ToldText text={rollout.sentence} />.
            <span className={classes.facts}>
              <span>{environment.name}</span>
              <span>
                {rollout.purpose === "return" ? "Return to the version before" : strategyNames[rollout.strategy]}
              </span>
              <span>
                {rollout.startedBy}, <Time atMs={Date.parse(rollout.createdAt)} />
              </span>
              {rollout.reason ? <span className={classes.reason}>“{rollout.reason}”</span> : null}
            </span>
          </>
        }
        actions={
          rollout.commands.length > 0 ? <RolloutActions rollout={rollout} commands={commands} held={held} /> : undefined
        }
      />
      <Outcome rollout={rollout} />
    </>
  );
}

/** Why it is being or was taken back, and how long users had it. */
function Outcome({ rollout }: { readonly rollout: RolloutDetail }): ReactNode {
  const { rollback } = rollout;
  if (!rollback) return null;
  const { tookMs } = rollback;
  const by = rollback.actorName === null ? "By itself" : `By ${rollback.actorName}`;
  return (
    <div className={classes.outcome} data-mild={rollback.cause === "manual" || undefined} role="status">
      <StatusGlyph status={rollback.cause === "manual" ? "neutral" : "failed"} size={16} />
      <div>
        <p className={classes.why}>
          <strong>{causeName(rollback.cause)}.</strong> {rollback.why}
        </p>
        <p className={classes.after}>
          {by}, <Time atMs={Date.parse(rollback.startedAt)} />, from {rollback.fromSharePercent} % of the traffic.{" "}
          {tookMs === null
            ? "The data plane has not shown it out of traffic yet."
            : `Out of traffic ${formatDuration(tookMs)} after the decision, seen in the data plane.`}
        </p>
      </div>
    </div>
  );
}
