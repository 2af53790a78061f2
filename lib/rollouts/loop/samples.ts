import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { wantedSharePercent } from "../domain/intent";
import { isExposed } from "../domain/rollout-state";
import { insertSample } from "../rollout-store";
import { totalsOf } from "./judge-now";
import type { LiveRollout } from "./rollout-tick";

/** One point of the charts per source: counts since the rollout began. */
export async function saveSamples(
  db: SqlExecutor,
  live: LiveRollout,
  now: Instant,
  observedSharePercent: number | null,
): Promise<void> {
  const { state } = live.stored;
  if (!isExposed(state) && state.phase !== "rolling_back" && state.phase !== "rolled_back") return;
  const stepIndex = isExposed(state) ? state.stepIndex : state.rollback.stepIndex;
  // Taken back before a visitor was moved: there is nothing to draw.
  if (stepIndex === null) return;
  for (const total of totalsOf(live.judgeState, state.canarySlot)) {
    await insertSample(db, {
      rolloutId: live.stored.id,
      at: now,
      source: total.source,
      stepIndex,
      desiredSharePercent: wantedSharePercent(state),
      observedSharePercent,
      canary: total.canary,
      baseline: total.baseline,
    });
  }
}
