import Link from "next/link";
import type { ReactNode } from "react";
import { ShareBar } from "@/components/charts/share-bar";
import { QuietState } from "@/components/feedback/quiet-state";
import { pauseFirst } from "@/components/rollouts/phase";
import { PhaseBadge } from "@/components/rollouts/phase-badge";
import { VersionChange } from "@/components/rollouts/version-change";
import { Panel } from "@/components/ui/panel";
import { ListRow, RowList } from "@/components/ui/row-list";
import type { RolloutOverview, RolloutSummary } from "@/lib/rollouts/api-contract";

interface OverviewProps {
  readonly overview: RolloutOverview;
}

interface ActivePanelProps extends OverviewProps {
  /** Leave out those that wait for a person, where they have a panel of their own. */
  readonly withoutWaiting?: boolean;
}

/** Under way: what share of the traffic was asked for, and what the data plane shows. */
export function ActivePanel({ overview, withoutWaiting = false }: ActivePanelProps): ReactNode {
  const active = overview.active.filter((rollout) => !(withoutWaiting && rollout.needsAttention));
  return (
    <Panel
      title={`${withoutWaiting ? "Moving" : "Under way"}${active.length > 0 ? ` · ${active.length}` : ""}`}
      actions={<Link href="/rollouts">All rollouts</Link>}
      isFlush
    >
      {active.length === 0 ? (
        <QuietState>{withoutWaiting ? "Nothing moves by itself" : "Nothing is under way"}</QuietState>
      ) : (
        <Rows rows={active} withShare />
      )}
    </Panel>
  );
}

export function AttentionPanel({ overview }: OverviewProps): ReactNode {
  const waiting = overview.active.filter((rollout) => rollout.needsAttention);
  return (
    <Panel title={`Stuck on a person${waiting.length > 0 ? ` · ${waiting.length}` : ""}`} isFlush>
      {waiting.length === 0 ? <QuietState>Nothing waits for a person</QuietState> : <Rows rows={waiting} />}
    </Panel>
  );
}

export function QueuePanel({ overview }: OverviewProps): ReactNode {
  return (
    <Panel title={`In the queue${overview.queued.length > 0 ? ` · ${overview.queued.length}` : ""}`} isFlush>
      {overview.queued.length === 0 ? <QuietState>The queue is empty</QuietState> : <Rows rows={overview.queued} />}
    </Panel>
  );
}

interface RowsProps {
  readonly rows: readonly RolloutSummary[];
  readonly withShare?: boolean;
}

function Rows({ rows, withShare = false }: RowsProps): ReactNode {
  return (
    <RowList>
      {rows.map((rollout) => (
        <ListRow
          key={rollout.id}
          href={`/rollouts/${rollout.id}`}
          name={
            <>
              {rollout.service.name} <VersionChange from={rollout.stableVersion} to={rollout.canaryVersion} isCompact />
            </>
          }
          line={`${rollout.environment.name} · ${pauseFirst(rollout.sentence)}`}
          end={
            <>
              <PhaseBadge rollout={rollout} />
              {withShare ? (
                <ShareBar
                  setPercent={rollout.desiredSharePercent}
                  observedPercent={rollout.observedSharePercent}
                  isCompact
                />
              ) : null}
            </>
          }
        />
      ))}
    </RowList>
  );
}
