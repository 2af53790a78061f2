import type { ReactNode } from "react";
import { QuietState } from "@/components/feedback/quiet-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { causeName } from "@/components/rollouts/phase";
import { Panel } from "@/components/ui/panel";
import { ListRow, RowList } from "@/components/ui/row-list";
import type { RollbackStory } from "@/lib/rollouts/api-contract";
import classes from "./panels.module.css";

/** What went back lately, why, and how soon after the decision the data plane showed nothing for it. */
export function RollbacksPanel({ stories }: { readonly stories: readonly RollbackStory[] }): ReactNode {
  return (
    <Panel title="Recent rollbacks" description="From the decision until the data plane showed no traffic" isFlush>
      {stories.length === 0 ? (
        <QuietState>Nothing was taken back</QuietState>
      ) : (
        <RowList>
          {stories.map((story) => (
            <StoryRow key={story.rollout.id} story={story} />
          ))}
        </RowList>
      )}
    </Panel>
  );
}

function StoryRow({ story }: { readonly story: RollbackStory }): ReactNode {
  const { rollout } = story;
  const isOwn = story.actorName === null;
  return (
    <ListRow
      href={`/rollouts/${rollout.id}`}
      name={`${rollout.service.name} ${rollout.canaryVersion}`}
      line={`${rollout.environment.name} · ${isOwn ? "" : `${story.actorName}: `}${story.why}`}
      lineTitle={story.why}
      end={
        <>
          <StatusBadge status={isOwn ? "failed" : "neutral"} label={causeName(story.cause)} />
          <span>
            <span className={classes.took}>{outcomeOf(story)}</span> · <Time atMs={Date.parse(story.decidedAt)} />
          </span>
        </>
      }
    />
  );
}

function outcomeOf(story: RollbackStory): string {
  if (story.fromSharePercent === 0) return "no user moved";
  return story.tookMs === null ? "not out yet" : formatDuration(story.tookMs);
}
