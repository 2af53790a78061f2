import type { Evidence } from "@/lib/analysis/domain/evidence";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { ActiveWindow, HoldFacts, RolloutFacts, SlotHealth, TrafficReading } from "../domain/rollout-command";
import { isExposed, type RolloutState } from "../domain/rollout-state";
import { judgeNow } from "./judge-now";
import type { LoopContext } from "./loop-context";
import type { LoopSource, LoopTarget } from "./loop-parts";
import { liveOf, newestEpochOf, othersOf } from "./loop-store";
import type { LiveRollout } from "./rollout-tick";

const windowsCacheMs = 1_000;
const windowsCache = new WeakMap<LoopContext, Map<string, { readAtMs: number; windows: readonly ActiveWindow[] }>>();

/** Windows of a place, read at most once a second; when they cannot be read, forward moves are held. */
async function windowsOf(target: LoopTarget, context: LoopContext): Promise<readonly ActiveWindow[]> {
  const cache = windowsCache.get(context) ?? new Map();
  windowsCache.set(context, cache);
  const nowMs = context.clock.monotonicMs();
  const known = cache.get(target.id);
  if (known && nowMs - known.readAtMs < windowsCacheMs) return known.windows;
  const windows = await context.parts
    .windowsOf(target)
    .catch(() => [{ id: "unknown", why: "The calendar cannot be read, so nothing new begins.", endsAt: null }]);
  cache.set(target.id, { readAtMs: nowMs, windows });
  return windows;
}

async function holdOf(state: RolloutState, target: LoopTarget, context: LoopContext): Promise<HoldFacts> {
  const windows = await windowsOf(target, context);
  if (state.phase !== "queued")
    return { activeRolloutId: null, aheadCount: 0, windows, live: target.live, newestEpoch: target.newestEpoch };
  const db = prismaExecutor(context.parts.runtime.db);
  const others = await othersOf(db, target.id, state.rolloutId);
  return { ...others, windows, live: await liveOf(db, target.id), newestEpoch: await newestEpochOf(db, target.id) };
}

function healthOf(evidence: readonly Evidence[]): SlotHealth {
  const health = evidence.find((item) => item.kind === "health");
  if (health?.verdict === "pass") return "healthy";
  return health?.verdict === "fail" ? "unhealthy" : "unknown";
}

/** Everything the engine needs to know at this moment, and the judge's new state. */
export async function gatherFacts(
  live: LiveRollout,
  target: LoopTarget,
  traffic: TrafficReading,
  given: { sources: ReadonlyMap<string, LoopSource>; context: LoopContext },
): Promise<{ facts: RolloutFacts; judgeState: unknown }> {
  const { context } = given;
  const { state } = live.stored;
  const now = context.clock.now();
  const hold = await holdOf(state, target, context);
  const judged =
    isExposed(state) || state.phase === "preparing"
      ? judgeNow(live, { ...given, state, target, now })
      : {
          judgeState: live.judgeState,
          evidence: [],
          canaryRequests: null,
          baselineRef: null,
          stableHealth: "unknown" as const,
        };
  const facts: RolloutFacts = {
    now,
    traffic,
    evidence: judged.evidence,
    canaryRequests: judged.canaryRequests,
    preparation: live.preparation.result,
    hold,
    health: { stable: judged.stableHealth, canary: healthOf(judged.evidence) },
    baselineRef: judged.baselineRef,
    // A new owner never raises on its first pass, and nobody raises without holding the loop.
    mayRaise: live.seenOnce && context.ownership.isOwned(),
  };
  return { facts, judgeState: judged.judgeState };
}
