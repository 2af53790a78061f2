import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";

/** How long an emergency may pass windows and policies at most. */
export const maxEmergencyMs = 86_400_000;
/** How long after its end it should have been reviewed; it is owed from the end on. */
export const reviewWithinMs = 5 * 86_400_000;

/** An emergency release as it stands in the database. */
export interface EmergencyRecord {
  readonly startedByPerson: string | null;
  readonly endsAt: Instant;
  /** When its rollout ended; null while it goes on. */
  readonly rolloutEndedAt: Instant | null;
  readonly reviewedAt: Instant | null;
}

export type EmergencyState = "in_force" | "owed" | "reviewed";

/** When it stops passing anything: at its end, or when its rollout ends before. */
export function overAt({ endsAt, rolloutEndedAt }: Pick<EmergencyRecord, "endsAt" | "rolloutEndedAt">): Instant {
  return instant(Math.min(endsAt, rolloutEndedAt ?? endsAt));
}

/** What it is at `now`. Computed each time; nothing has to run for it to end. */
export function emergencyState(record: EmergencyRecord, now: Instant): EmergencyState {
  if (record.reviewedAt !== null) return "reviewed";
  return now < overAt(record) ? "in_force" : "owed";
}

/** Until when it should have been reviewed. */
export function reviewDueAt(record: EmergencyRecord): Instant {
  return plusMs(overAt(record), reviewWithinMs);
}

/** What is wrong with the time for which the glass is broken. */
export function emergencyTimeReasons(endsAt: Instant, now: Instant): readonly Reason[] {
  const field = "emergency.endsAt";
  if (endsAt <= now) {
    return [{ code: "ended_already", field, message: "Its end has passed.", remedy: "Choose an end in the future." }];
  }
  if (endsAt - now > maxEmergencyMs) {
    const message = "An emergency passes windows and policies for a day at most.";
    return [{ code: "too_long", field, message, remedy: "Choose an earlier end, or ask for a waiver." }];
  }
  return [];
}

/** Why this person may not review it now; empty when they may. */
export function emergencyReviewReasons(
  record: EmergencyRecord,
  person: string | null,
  now: Instant,
): readonly Reason[] {
  const reasons: Reason[] = [];
  if (person === null || person === record.startedByPerson) {
    reasons.push({
      code: "own_emergency",
      message: "You started this emergency release, and nobody reviews their own.",
      remedy: "Ask somebody else with the right to approve; an API token of yours is you.",
    });
  }
  const state = emergencyState(record, now);
  if (state !== "owed") {
    const message =
      state === "reviewed" ? "It was reviewed already." : "It is in force; it is reviewed when it is over.";
    reasons.push({ code: "no_review_owed", message, remedy: "Nothing needs to be done now." });
  }
  return reasons;
}
