import type { Evidence } from "@/lib/analysis/domain/evidence";
import type { RollbackCause } from "../contract";
import type { RolloutEvent, RolloutEventKind } from "./rollout-event";
import { durationWords, listWords, pauseReasonWords, percentWords, sentence } from "./words";

/** "Why did it do that?": each event in words, with the numbers of its evidence. */

type EventOf<K extends RolloutEventKind> = Extract<RolloutEvent, { kind: K }>;
type Explainers = { readonly [K in RolloutEventKind]: (event: EventOf<K>) => string };

const causes: Record<RollbackCause, string> = {
  error_rate: "its error rate is too high",
  latency: "it is too slow",
  health: "its health check failed",
  burn_rate: "it burns the error budget too fast",
  metric: "a custom metric failed",
  manual: "a person asked for it",
  superseded: "a newer rollout takes its place",
  preparation_failed: "the preparation failed",
  apply_deadline: "the data plane did not do what was asked in time",
  pause_deadline: "nobody ended the pause in time",
  blind: "it was blind for too long",
};

const explainers: Explainers = {
  created: ({ canaryVersion, purpose }) =>
    purpose === "return"
      ? `Asked to return to version ${canaryVersion}.`
      : `Asked to roll out version ${canaryVersion}.`,
  held: ({ heldBy }) =>
    heldBy.length === 0
      ? "Nothing holds it any more."
      : `Waits in the queue. ${heldBy.map((hold) => hold.message).join(" ")}`,
  preparation_started: ({ stableVersion, canaryVersion }) =>
    `Began to prepare version ${canaryVersion} beside ${stableVersion}: target, health and queries are tried, no user is moved.`,
  cancelled: ({ why, actor }) => `Cancelled in the queue${by(actor)}. ${sentence(why)}`,
  step_started: ({ stepIndex, fromSharePercent, trafficPercent, evidence, smokeCheckCount = 0 }) =>
    join(
      `${smokeWords(smokeCheckCount)}Set step ${stepIndex + 1}: from ${percentWords(fromSharePercent)} to ${percentWords(trafficPercent)} of the traffic.`,
      evidence,
    ),
  step_shown: ({ trafficPercent, observedSharePercent, afterMs }) =>
    `The data plane shows ${percentWords(observedSharePercent)} (wanted ${percentWords(trafficPercent)}) after ${durationWords(afterMs)}; the bake time counts from now.`,
  step_healthy: ({ afterMs, evidence }) =>
    join(`First healthy answer ${durationWords(afterMs)} after the step.`, evidence),
  step_passed: ({ stepIndex, trafficPercent, bakedMs, isSkipped, evidence }) => {
    const how = isSkipped ? "A person let it skip the rest of its bake time; it baked" : "It baked";
    return join(
      `Step ${stepIndex + 1} at ${percentWords(trafficPercent)} passed. ${how} ${durationWords(bakedMs)}.`,
      evidence,
    );
  },
  step_extended: ({ stepIndex, why }) =>
    `Step ${stepIndex + 1} goes on past its bake time: too few numbers to say. ${sentence(why)}`,
  paused: ({ reason, why, actor }) => `Paused${by(actor)}: ${pauseReasonWords(reason)}. ${sentence(why)}`,
  resumed: ({ cleared, remaining, why, actor }) => {
    const rest = remaining.length === 0 ? "" : ` Still paused: ${listWords(remaining.map(pauseReasonWords))}.`;
    return `No longer paused because ${listWords(cleared.map(pauseReasonWords))}${by(actor)}. ${sentence(why)}${rest}`;
  },
  approved: ({ stepIndex, actor, why }) =>
    `${actor.name} approved the step after step ${stepIndex + 1}. ${sentence(why)}`,
  promoted: ({ actor, why }) => `${actor.name} let it skip the rest of its time. ${sentence(why)}`,
  went_blind: ({ why }) => `Went blind; the weight is frozen. ${sentence(why)}`,
  sight_returned: ({ blindMs }) => `Sees again after ${durationWords(blindMs)}, which do not count as looked at.`,
  data_plane_restarted: ({ isShown, desiredSharePercent, observedSharePercent }) =>
    isShown
      ? `The data plane restarted and still shows ${percentWords(observedSharePercent)}.`
      : `The data plane restarted and forgot its weights: it shows ${percentWords(observedSharePercent)} instead of ${percentWords(desiredSharePercent)}. They are set again.`,
  decisions_lost: ({ acceptedEpoch, epoch }) =>
    `The data plane has accepted decision ${acceptedEpoch}, the database knows ${epoch}: what came between was lost. Nothing is raised until a person resumes.`,
  drift_seen: ({ desiredSharePercent, observedSharePercent }) =>
    `The data plane differs from what was set: the canary has ${percentWords(observedSharePercent)}, wanted are ${percentWords(desiredSharePercent)}. It is set again.`,
  drift_adopted: ({ desiredSharePercent, observedSharePercent, isSilence }) => {
    const change = `from ${percentWords(desiredSharePercent)} to ${percentWords(observedSharePercent)}`;
    return isSilence
      ? `No worker renewed the hold in time: the data plane took the canary ${change} by itself. It stays there until a person decides.`
      : `Somebody lowered the canary at the data plane ${change}. It stays there until a person decides.`;
  },
  split_shown: ({ observedSharePercent, afterMs }) =>
    `The data plane shows the wanted split after ${durationWords(afterMs)}: the canary has ${percentWords(observedSharePercent)}.`,
  share_restoring: ({ fromSharePercent, toSharePercent }) =>
    `The share of the step comes back, from ${percentWords(fromSharePercent)} to ${percentWords(toSharePercent)}.`,
  rollback_started: ({ cause, why, actor, fromSharePercent, evidence }) =>
    join(
      `Taken back from ${percentWords(fromSharePercent)}${by(actor)} because ${causes[cause]}. ${sentence(why)}`,
      evidence,
    ),
  stable_worse: ({ stableVersion, canaryVersion }) =>
    `Taken back although stable ${stableVersion} is unhealthy and ${canaryVersion} is healthy. A person must look now.`,
  rollback_overdue: ({ elapsedMs, why }) =>
    `The rollback is not verified after ${durationWords(elapsedMs)}. ${sentence(why)} It keeps trying; a person must look now.`,
  rolled_back: ({ tookMs, isVerified }) =>
    isVerified
      ? `Rolled back: after ${durationWords(tookMs)} the data plane shows no traffic for the canary.`
      : `Ended after ${durationWords(tookMs)}. The data plane could not be checked, but no user was ever moved.`,
  watch_started: ({ warmMs, stableVersion }) =>
    `All traffic is on the new version. ${stableVersion} stays warm for ${durationWords(warmMs)} and the triggers stay armed.`,
  completed: ({ liveVersion, isWatchedToTheEnd }) =>
    isWatchedToTheEnd
      ? `Completed: ${liveVersion} is the live version.`
      : `Completed: ${liveVersion} is the live version, but the end of the watch was blind and nobody answered.`,
};

/** One event as sentences for the decision log. */
export function explain(event: RolloutEvent): string {
  const explainer = explainers[event.kind] as (event: RolloutEvent) => string;
  return explainer(event).trim();
}

/** Several events of one transition as one text. */
export function explainAll(events: readonly RolloutEvent[]): string {
  const told = new Set<string>();
  return events.map((event) => explain(withoutTold(event, told))).join(" ");
}

/** The event without the evidence that an earlier event of the same transition has told already. */
function withoutTold(event: RolloutEvent, told: Set<string>): RolloutEvent {
  if (!("evidence" in event)) return event;
  const evidence = event.evidence.filter((item) => !told.has(item.sentence));
  for (const item of evidence) told.add(item.sentence);
  return { ...event, evidence };
}

/** The rollout's words about a rollback cause: "its error rate is too high". */
export function rollbackCauseWords(cause: RollbackCause): string {
  return causes[cause];
}

function by(actor: { readonly name: string } | null): string {
  return actor === null ? "" : ` by ${actor.name}`;
}

/** The lead, then each evidence sentence that the lead does not have already. */
function join(lead: string, evidence: readonly Evidence[]): string {
  const more = evidence.map((item) => sentence(item.sentence)).filter((text) => !lead.includes(text));
  return [lead, ...new Set(more)].join(" ");
}

function smokeWords(count: number): string {
  if (count === 0) return "";
  return count === 1 ? "The smoke check passed. " : `All ${count} smoke checks passed. `;
}
