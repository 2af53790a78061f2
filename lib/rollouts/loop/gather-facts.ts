import type { Evidence } from "@/lib/analysis/domain/evidence";
import type { HoldFacts, RolloutFacts, SlotHealth, TrafficReading } from "../domain/rollout-command";
import { isExposed, type RolloutState } from "../domain/rollout-state";
import { budgetsNow } from "./budgets-now";
import { judgeNow } from "./judge-now";
import type { LoopContext } from "./loop-context";
import type { LoopSource, LoopTarget } from "./loop-parts";
import type { LiveRollout } from "./rollout-tick";
import { windowsNow } from "./windows-now";

async function holdOf(
  state: RolloutState,
  target: LoopTarget,
  held: Pick<HoldFacts, "windows" | "budgets">,
  context: LoopContext,
): Promise<HoldFacts> {
  if (state.phase === "queued")
    return { ...(await context.parts.store.admissionOf(target.id, state.rolloutId)), ...held };
  return { activeRolloutId: null, aheadCount: 0, ...held, live: target.live, newestEpoch: target.newestEpoch };
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
  given: { sources: ReadonlyMap<string, LoopSource>; context: LoopContext; isFresh: boolean },
): Promise<{ facts: RolloutFacts; judgeState: unknown; isPending: boolean }> {
  const { context } = given;
  const { state } = live.stored;
  const { windows, areKnown } = await windowsNow(state, target, context);
  const budget = await budgetsNow(state, target, context);
  const hold = await holdOf(state, target, { windows, budgets: budget.budgets }, context);
  const now = context.clock.now();
  const judged =
    isExposed(state) || state.phase === "preparing"
      ? judgeNow(live, { ...given, state, target, now })
      : {
          judgeState: live.judgeState,
          evidence: [],
          canaryRequests: null,
          baselineRef: null,
          stableHealth: "unknown" as const,
          isPending: false,
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
    knownEpoch: context.links.newestEpochOf(target),
    mayRaise: areKnown && budget.areKnown && given.isFresh && mayRaise(live, target, context),
  };
  return { facts, judgeState: judged.judgeState, isPending: judged.isPending };
}

/**
 * Raising needs everything: a lease that is believed now, a database that answers, nothing that waits to be written down,
 * no restore that nobody has looked at, no sign of a newer database, and a pass before this one.
 */
export function mayRaise(live: LiveRollout, target: LoopTarget, context: LoopContext): boolean {
  const lease = context.leases.leaseOf(target.shard);
  if (lease === null) return false;
  const isKnownOwner = live.seenInTerm === lease.term;
  const isTrusted = !context.leases.isSafeMode() && !context.leases.isOutlived(lease.term);
  return isKnownOwner && context.isDatabaseHere() && live.unsaved.length === 0 && isTrusted;
}
