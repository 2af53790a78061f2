import { addPause, change, type Draft, draftOf } from "./draft";
import { epochOf } from "./intent";
import { adopt, isLoweredByHand, sharesOf } from "./notices";
import type { RolloutFacts } from "./rollout-command";
import type { RolloutEvent } from "./rollout-event";
import { isEnded, isPausable, type RolloutState } from "./rollout-state";
import { beginBaking } from "./step-moves";

/**
 * The data plane has accepted a newer decision than the one in hand: a failover or a restore has lost some, or a worker
 * died between doing and writing. What was lost may have been a rollback, so nothing is raised until a person says so, and
 * the next decisions are numbered above the lost ones. Null when nothing is missing.
 */
export function noticeLostDecisions(state: RolloutState, facts: RolloutFacts): Draft | null {
  if (facts.traffic.status === "failed" || !("epochBase" in state) || isEnded(state)) return null;
  const { observation } = facts.traffic;
  // A data plane that was restarted has forgotten what it accepted; whoever has seen it before knows it still.
  const acceptedEpoch = Math.max(observation.accepted?.epoch ?? 0, facts.knownEpoch ?? 0);
  const epoch = epochOf(state);
  if (acceptedEpoch <= epoch) return null;
  const event: RolloutEvent = { kind: "decisions_lost", at: facts.now, acceptedEpoch, epoch };
  const fields = {
    epochBase: acceptedEpoch - state.revision,
    ...(state.phase === "shifting" ? { sentEpoch: acceptedEpoch + 1 } : {}),
  };
  if (!isPausable(state)) return change(draftOf(state), fields, event);
  const why = "The data plane has accepted newer decisions than the database has; some were lost.";
  const pause = { reason: "drift", why, now: facts.now } as const;
  // A share on its way up cannot be told from one that was taken back: what is shown is what stays.
  if (state.phase === "shifting" && isLoweredByHand(state, observation)) {
    const paused = addPause(change(draftOf(state), fields, event), pause);
    return adopt(beginBaking(paused, facts, observation), facts, sharesOf(state, observation));
  }
  return addPause(change(draftOf(state), fields, event), pause);
}
