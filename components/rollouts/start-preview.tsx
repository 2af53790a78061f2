import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusGlyph } from "@/components/feedback/status-glyph";
import { Panel } from "@/components/ui/panel";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import { resolvePlan } from "@/lib/rollouts/domain/plan";
import { overridesBetween } from "@/lib/rollouts/domain/plan-diff";
import { strategyNames } from "./phase";
import { PlanFacts } from "./plan-facts";
import classes from "./start-preview.module.css";
import type { StartFacts } from "./use-start-facts";

/** What is live at the chosen place, what moves there, and whether anything could be moved at all. */
export function PlaceNow({ facts }: { readonly facts: StartFacts }): ReactNode {
  const { place } = facts;
  if (!place) return null;
  if (place.targetId === null) {
    return (
      <Note status="at_risk">
        Nothing moves its traffic in {place.environment.name} yet. <Link href="/targets/new">Connect a target</Link>{" "}
        first.
      </Note>
    );
  }
  return (
    <>
      <Note status="neutral">
        Live in {place.environment.name}: <strong>{place.live?.version ?? "no version known"}</strong>
      </Note>
      {place.rollout ? (
        <Note status="waiting">
          <Link href={`/rollouts/${place.rollout.id}`}>
            #{place.rollout.number}, {place.rollout.canaryVersion}
          </Link>{" "}
          is under way there{place.queuedRollouts > 0 ? `; ${place.queuedRollouts} more in the queue` : ""}.
        </Note>
      ) : null}
    </>
  );
}

interface NoteProps {
  readonly status: "neutral" | "waiting" | "at_risk";
  readonly children: ReactNode;
}

function Note({ status, children }: NoteProps): ReactNode {
  return (
    <p className={classes.note}>
      <StatusGlyph status={status} />
      <span>{children}</span>
    </p>
  );
}

interface PlanPreviewProps {
  readonly facts: StartFacts;
  /** The plan as changed for this rollout only. */
  readonly wanted: RolloutPlan | null;
  readonly hasService: boolean;
}

/** The plan that would be followed, each overridden value with its origin. */
export function PlanPreview({ facts, wanted, hasService }: PlanPreviewProps): ReactNode {
  const { resolved } = facts;
  if (!resolved) {
    return (
      <Panel title="Plan">
        {hasService ? (
          <SkeletonPanel heightPx={280} />
        ) : (
          <EmptyState
            kind="nothing_yet"
            title="Choose a service"
            description="Its template and its own values make the plan."
          />
        )}
      </Panel>
    );
  }
  const changes = wanted ? overridesBetween(resolved.plan, wanted) : {};
  const shown = resolvePlan(resolved.plan, {}, changes);
  const origin = { ...resolved.origin, ...requestOnly(shown.origin) };
  return (
    <Panel title="Plan" description={strategyNames[shown.plan.strategy]}>
      <PlanFacts plan={shown.plan} origin={origin} />
    </Panel>
  );
}

function requestOnly(origin: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(origin).filter(([, from]) => from === "request"));
}
