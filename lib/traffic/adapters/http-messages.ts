import type { Instant } from "@/lib/kernel/instant";
import { TargetStateAnswer, type TrafficIntentMessage } from "@/lib/traffic/contract";
import type { AcceptedPair, TrafficIntent, TrafficObservation, WriteGuard } from "@/lib/traffic/port";
import { type OutboundAnswer, parseAnswer } from "./outbound-call";

/** An intent and its guard as they are sent over HTTP. */
export function intentMessage(intent: TrafficIntent, { term, hold }: WriteGuard): TrafficIntentMessage {
  const { epoch, sharePercent, closed } = intent;
  return {
    term,
    epoch,
    sharePercent,
    closed: [...closed],
    hold: hold && {
      ttlMs: hold.ttlMs,
      safe: { sharePercent: hold.safe.sharePercent, closed: [...hold.safe.closed] },
    },
  };
}

/** The state that an HTTP data plane answered. It fences only if it knows terms. Throws AppError `upstream_failed`. */
export function observationOf(who: string, answer: OutboundAnswer, observedAt: Instant): TrafficObservation {
  const { incarnation, slots, acceptedTerm, acceptedEpoch, hold } = parseAnswer(who, TargetStateAnswer, answer);
  return {
    observedAt,
    slots,
    incarnation,
    fence: acceptedTerm === undefined ? "none" : "native",
    accepted: pairOf(acceptedTerm, acceptedEpoch),
    hold: hold ?? null,
  };
}

function pairOf(term: number | null | undefined, epoch: number | null): AcceptedPair | null {
  return term === undefined || term === null || epoch === null ? null : { term, epoch };
}
