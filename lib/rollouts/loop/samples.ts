import type { Instant } from "@/lib/kernel/instant";
import { wantedSharePercent } from "../domain/intent";
import { isExposed, type RolloutState } from "../domain/rollout-state";
import type { Sample } from "../rollout-store";
import { totalsOf } from "./judge-now";

interface Moment {
  readonly state: RolloutState;
  readonly judgeState: unknown;
  readonly now: Instant;
  readonly observedSharePercent: number | null;
}

/** One point of the charts per source: counts since the rollout began. */
export function samplesOf({ state, judgeState, now, observedSharePercent }: Moment): Sample[] {
  if (!isExposed(state) && state.phase !== "rolling_back" && state.phase !== "rolled_back") return [];
  const stepIndex = isExposed(state) ? state.stepIndex : state.rollback.stepIndex;
  // Taken back before a visitor was moved: there is nothing to draw.
  if (stepIndex === null) return [];
  return totalsOf(judgeState, state.canarySlot).map((total) => ({
    rolloutId: state.rolloutId,
    at: now,
    source: total.source,
    stepIndex,
    desiredSharePercent: wantedSharePercent(state),
    observedSharePercent,
    canary: total.canary,
    baseline: total.baseline,
    latency: total.latency,
  }));
}
