"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ShareBar } from "@/components/charts/share-bar";
import { StepsRail } from "@/components/charts/steps-rail";
import { ErrorState } from "@/components/feedback/error-state";
import { Stale, StaleBanner } from "@/components/feedback/stale-banner";
import { Panel } from "@/components/ui/panel";
import type { EvidenceView, RolloutDetail } from "@/lib/rollouts/api-contract";
import { fetchRollout, rolloutKeys } from "@/lib/rollouts/queries";
import { ComparisonCharts } from "./comparison-charts";
import { DecisionLog } from "./decision-log";
import evidenceClasses from "./evidence.module.css";
import { EvidenceTile } from "./evidence-tile";
import { isEnded } from "./phase";
import { PlanFacts } from "./plan-facts";
import { railOf } from "./rail-model";
import type { RolloutCommands } from "./rollout-actions";
import { RolloutFacts } from "./rollout-facts";
import { RolloutHeader } from "./rollout-header";
import classes from "./rollout-view.module.css";

export interface RolloutViewProps {
  readonly id: string;
  readonly commands: RolloutCommands;
  readonly held: readonly string[];
  /** Shown once it was taken back. */
  readonly afterRollback?: ReactNode;
  /** What others hold against it. */
  readonly children?: ReactNode;
}

const pollMs = 5_000;

/** One rollout: where it stands, what it looks at, why it did what it did, and what can be done about it. */
export function RolloutView({ id, commands, held, afterRollback, children }: RolloutViewProps): ReactNode {
  const query = useQuery({
    queryKey: rolloutKeys.detail(id),
    queryFn: ({ signal }) => fetchRollout(id, signal),
    refetchInterval: (state) => (state.state.data && isEnded(state.state.data.phase) ? false : pollMs),
  });
  const rollout = query.data;
  if (!rollout) {
    return query.error ? (
      <ErrorState error={query.error} doing="load this rollout" onRetry={() => void query.refetch()} />
    ) : null;
  }
  return (
    <>
      <RolloutHeader rollout={rollout} commands={commands} held={held} />
      {query.error ? (
        <StaleBanner
          asOfMs={query.dataUpdatedAt}
          cause="Newer data did not come."
          onRefresh={() => void query.refetch()}
        />
      ) : null}
      <Stale isStale={query.error !== null}>
        <div className={classes.page}>
          <StepsPanel rollout={rollout} />
          {children}
          <ComparisonCharts rollout={rollout} />
          <EvidencePanel rollout={rollout} />
          <div className={classes.columns}>
            <Panel
              title="Why did it do that?"
              description="Every decision with its reason and numbers, newest first"
              isFlush
            >
              <DecisionLog snapshots={rollout.snapshots} />
            </Panel>
            <div className={classes.side}>
              <RolloutFacts rollout={rollout} canSeeAudit={held.includes("audit:read")} />
              {rollout.phase === "rolled_back" ? afterRollback : null}
              <Panel title="Plan" description="Frozen when the rollout began">
                <PlanFacts plan={rollout.plan} />
              </Panel>
            </div>
          </div>
        </div>
      </Stale>
    </>
  );
}

function StepsPanel({ rollout }: { readonly rollout: RolloutDetail }): ReactNode {
  const rail = railOf(rollout);
  return (
    <Panel
      title="Steps"
      actions={
        <div className={classes.share}>
          <ShareBar setPercent={rollout.desiredSharePercent} observedPercent={rollout.observedSharePercent} />
        </div>
      }
    >
      <StepsRail steps={rail.steps} tone={rail.tone} label={`Steps of ${rollout.canaryVersion}`} />
    </Panel>
  );
}

/** While it runs: what the checks say now. Afterwards: what the last decision rested on. */
function EvidencePanel({ rollout }: { readonly rollout: RolloutDetail }): ReactNode {
  const evidence: readonly EvidenceView[] = rollout.rollback?.evidence.length
    ? rollout.rollback.evidence
    : rollout.evidence;
  if (evidence.length === 0) return null;
  const title = rollout.rollback?.evidence.length ? "What the rollback rested on" : "Checks";
  return (
    <section aria-label={title}>
      <h2 className={classes.sectionTitle}>{title}</h2>
      <div className={evidenceClasses.tiles}>
        {evidence.map((item) => (
          <EvidenceTile key={`${item.checkId}:${item.source}`} evidence={item} />
        ))}
      </div>
    </section>
  );
}
