import type { GateReason } from "@/lib/gates/port";
import type { ChecklistItem, Doer, StandingItem } from "./checklist";

/** What a train leaves next: a stop, or its last one, which closes the release. */
export interface Leaving {
  /** T-12. */
  readonly reference: string;
  /** The page of the release, as a path. */
  readonly href: string;
  /** Slug of the environment where it stands. */
  readonly environment: string;
  readonly isLast: boolean;
}

/** Items that have to be done before a train leaves its present stop: those of each stop, and at the last one those of its end. */
export function itemsToLeave<Item extends Pick<ChecklistItem, "due">>(items: readonly Item[], isLast: boolean): Item[] {
  return items.filter(({ due }) => due === "stop" || (isLast && due === "end"));
}

const owners: Readonly<Record<Doer, string>> = {
  person: "release managers",
  gate: "whoever holds the gates of its services",
  journeys: "the teams of its services",
  schema: "the teams of its services",
};

const nextActions: Readonly<Record<Doer, string>> = {
  person: "Do it, and tick it in the release.",
  gate: "Look at the gates of its services.",
  journeys: "Look at the journeys of its rollouts, and mend what they found.",
  schema: "Declare on which schemas each version runs.",
};

const states = { done: "pass", open: "blocked", unknown: "unknown" } as const;

/** What the checklist says about leaving: a reason of each item that belongs there. What nobody knows holds as what is open does. */
export function closingReasons(
  { reference, href, environment, isLast }: Leaving,
  items: readonly StandingItem[],
): GateReason[] {
  return itemsToLeave(items, isLast).map(({ title, doneBy, due, state, sentence }) => ({
    kind: "release_checklist",
    state: states[state],
    sentence: `${reference}, “${title}”${due === "stop" ? ` in ${environment}` : ""}: ${sentence}`,
    owner: state === "done" ? null : owners[doneBy],
    nextAction: state === "done" ? null : nextActions[doneBy],
    href,
  }));
}

/** The answer in one sentence. `holding`: how many items hold it. */
export function closingSentence({ reference, environment, isLast }: Leaving, holding: number): string {
  const what = `${reference} may`;
  const does = isLast ? "end" : `leave ${environment}`;
  if (holding === 0) return `${what} ${does}, as far as its checklist is concerned.`;
  return `${what} not ${does}: ${holding === 1 ? "one item of its checklist holds it" : `${holding} items of its checklist hold it`}.`;
}
