import type { DrillDuty } from "@/lib/drills/contract";
import type { GateReason } from "../port";

export interface DrillFacts {
  readonly duty: DrillDuty;
  /** ISO 8601; null when none is scheduled. */
  readonly dueAt: string | null;
  /** When the newest drill was done; null when there was none. */
  readonly last: string | null;
  readonly owner: string;
  readonly href: string;
}

const day = (iso: string) => iso.slice(0, 10);

/** Whether going back was practised lately enough to trust it. A drill that was never done certifies nothing. */
export function drillReason({ duty, dueAt, last, owner, href }: DrillFacts): GateReason {
  if ((duty === "fresh" || duty === "due_soon") && last !== null) {
    const until = dueAt === null ? "" : `, and counts until ${day(dueAt)}`;
    const sentence = `A rollback was practised on ${day(last)}${until}.`;
    return { kind: "drill", state: "pass", sentence, owner: null, nextAction: null, href };
  }
  const said = { kind: "drill", state: "blocked", owner, href } as const;
  if (duty === "overdue" && last !== null) {
    const sentence = `The last rollback drill was on ${day(last)}, which is too long ago.`;
    return { ...said, sentence, nextAction: "Practise a rollback and record it." };
  }
  if (duty === "not_scheduled") {
    const sentence = "No rollback drills are scheduled for this service.";
    return { ...said, sentence, nextAction: "Schedule drills, practise a rollback and record it." };
  }
  return {
    ...said,
    sentence: "No rollback of this service was ever practised.",
    nextAction: "Practise a rollback and record it.",
  };
}
