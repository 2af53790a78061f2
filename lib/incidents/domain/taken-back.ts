import type { Instant } from "@/lib/kernel/instant";
import type { TakenBack } from "./attribution";

/** A deployment of a lane, as far as a later rollback may take it back. */
export interface LaneStep {
  readonly id: string;
  readonly version: string;
  readonly state: string;
  readonly isRollback: boolean;
  readonly startedAt: Instant;
}

/**
 * Which deployments of a lane (oldest first) a rollback took back: all that succeeded or ran since the version that it goes back to
 * was last deployed. The first of them is the one that it is about, as in Datadog's rule for failures; the others go with it.
 */
export function takenBackIn(lane: readonly LaneStep[]): Map<string, TakenBack> {
  const taken = new Map<string, TakenBack>();
  const lastOfVersion = new Map<string, number>();
  lane.forEach((step, index) => {
    if (step.state === "failed" || step.state === "cancelled") return;
    const target = step.isRollback ? lastOfVersion.get(step.version) : undefined;
    if (target !== undefined) markBetween(lane, { from: target, to: index }, taken);
    lastOfVersion.set(step.version, index);
  });
  return taken;
}

function markBetween(
  lane: readonly LaneStep[],
  { from, to }: { readonly from: number; readonly to: number },
  taken: Map<string, TakenBack>,
): void {
  const at = lane[to]?.startedAt;
  if (at === undefined) return;
  let isFirst = true;
  for (const step of lane.slice(from + 1, to)) {
    if (step.state === "failed" || step.state === "cancelled" || taken.has(step.id)) continue;
    taken.set(step.id, { at, isFirst });
    isFirst = false;
  }
}
