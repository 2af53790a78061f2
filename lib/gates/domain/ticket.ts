import type { GateReason } from "../port";

/** A change ticket that was named for a version, and whether it would allow a deployment that began now. */
export interface NamedTicket {
  /** Who named it: the request for the release, the change request of its commit, or the release train that carries it. */
  readonly by: "request" | "change" | "train";
  /** What names it, for sentences: C-12, T-7; null for a change request. */
  readonly reference: string | null;
  /** The page of what names it; null when that is not ours. */
  readonly href: string | null;
  readonly isAllowing: boolean;
  /** Why it allows it, or does not. */
  readonly reason: string;
}

export interface TicketFacts {
  readonly tickets: readonly NamedTicket[];
  /** The rule lets the ticket of a release train stand for each version that it carries. */
  readonly acceptsTrainTicket: boolean;
  /** What is so without any ticket. */
  readonly none: string;
  /** W-12: what waives the ticket here; null when nothing does. */
  readonly waiver: string | null;
  readonly owner: string;
}

const kind = "change_ticket";

function toldBy({ by, reference, reason }: NamedTicket): string {
  return by === "train" ? `${reason} The release ${reference} names it.` : reason;
}

/**
 * Whether a change ticket lets a version go. One that allows it is enough, whoever named it; that of a train counts only where the rule says
 * so, and is told of where it would have.
 */
export function ticketReason({ tickets, acceptsTrainTicket, none, waiver, owner }: TicketFacts): GateReason {
  const counting = tickets.filter(({ by }) => by !== "train" || acceptsTrainTicket);
  const leave = counting.find(({ isAllowing }) => isAllowing);
  if (leave) {
    const href = leave.href ?? "/deployments";
    return { kind, state: "pass", sentence: toldBy(leave), owner: null, nextAction: null, href };
  }
  const first = counting[0];
  const ofTrain = tickets.find(({ by, isAllowing }) => by === "train" && isAllowing);
  // Allowed there and not here: whoever reads it must not have to guess why.
  const unused = ofTrain ? ` The ticket of ${ofTrain.reference} does not count here.` : "";
  const sentence = `${first ? toldBy(first) : none}${unused} Without one the deployment would be unauthorized.`;
  const said = { kind, href: first?.href ?? "/deployments", owner } as const;
  if (waiver !== null)
    return { ...said, state: "waived", sentence: `${sentence} Waived by ${waiver}.`, nextAction: null };
  const places = acceptsTrainTicket
    ? "the release request, the change request or the release train"
    : "the release request or the change request";
  return {
    ...said,
    state: "blocked",
    sentence,
    nextAction: `Have a change ticket approved, and name it in ${places}.`,
  };
}
