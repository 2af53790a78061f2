import type { Instant } from "@/lib/kernel/instant";
import { plusMs } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";

export const causeClasses = [
  "code_change",
  "configuration",
  "dependency",
  "capacity",
  "data",
  "process",
  "third_party",
  "measurement",
  "unknown",
] as const;
export type CauseClass = (typeof causeClasses)[number];

/** One thing that happened, as the product knows it. */
export interface TimelineEntry {
  readonly at: string;
  readonly what: string;
  /** Where it is known from: breach, deployment, incident, alert. */
  readonly source: string;
  readonly sourceId: string;
}

export interface RootCauseContent {
  readonly summary: string;
  readonly causeClass: CauseClass;
  readonly factors: readonly string[];
  /** Up to five whys, each the answer to why the one before. */
  readonly whys: readonly string[];
  /** Taken from the product's facts when the version was saved. */
  readonly timeline: readonly TimelineEntry[];
}

/** The bytes that are hashed and signed: id and version are in them, so that the same words elsewhere are another content. */
export function canonicalRootCause(rootCauseId: string, version: number, content: RootCauseContent): string {
  const { summary, causeClass, factors, whys, timeline } = content;
  const entries = timeline.map(({ at, what, source, sourceId }) => ({ at, what, source, sourceId }));
  return JSON.stringify({ rootCauseId, version, summary, causeClass, factors, whys, timeline: entries });
}

export interface SignableRootCause {
  readonly version: number;
  readonly contentHash: string;
  /** Persons who wrote any version. */
  readonly authors: readonly string[];
  readonly isSigned: boolean;
}

/** Why this person may not sign what they saw; empty when they may. */
export function signReasons(
  document: SignableRootCause,
  by: { readonly person: string | null; readonly seenHash: string },
): Reason[] {
  const reasons: Reason[] = [];
  if (by.person === null)
    reasons.push({ code: "not_a_person", message: "Root causes are signed by persons.", remedy: "Ask somebody." });
  else if (document.authors.includes(by.person))
    reasons.push({
      code: "own_document",
      message: "You wrote some of it; another person signs.",
      remedy: "Ask somebody who wrote none of it.",
    });
  if (document.isSigned)
    reasons.push({ code: "signed", message: "This version is signed already.", remedy: "There is nothing to do." });
  if (by.seenHash !== document.contentHash)
    reasons.push({
      code: "stale",
      field: "contentHash",
      message: "It was changed after you looked at it.",
      remedy: "Read it again and sign what it says now.",
    });
  return reasons;
}

export type DutyState = "missing" | "written" | "signed";

export interface Duty {
  readonly state: DutyState;
  readonly dueAt: Instant;
  readonly isOverdue: boolean;
}

const dayMs = 86_400_000;

/** What is owed for something that needs a root cause since `since`: a signature of its newest version, in time. */
export function dutyOf(
  given: { readonly since: Instant; readonly isWritten: boolean; readonly isSigned: boolean },
  dueDays: number,
  now: Instant,
): Duty {
  const dueAt = plusMs(given.since, dueDays * dayMs);
  const state = given.isSigned ? "signed" : given.isWritten ? "written" : "missing";
  return { state, dueAt, isOverdue: state !== "signed" && now > dueAt };
}
