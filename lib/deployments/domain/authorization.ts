import type { Instant } from "@/lib/kernel/instant";
import type { DeploymentKind } from "../contract";

/** The rule in words, for pages that show what it decided. */
export const authorizationRule =
  "In production a deployment needs a change ticket, named by its sender, by the change request of its commit or, before it started, " +
  "by the release train that brought it. A ticket that was rejected or cancelled gives none, nor one that ServiceNow had not approved when the deployment started, unless it is an " +
  "emergency change. A waiver that was in force when the deployment started stands in for the ticket. Going back to a version that " +
  "ran here needs none.";

export interface AuthorizationCase {
  readonly isProduction: boolean;
  readonly kind: DeploymentKind;
  readonly startedAt: Instant;
  /** The ticket that was named; null when none was. */
  readonly ticketKey: string | null;
  /** What its system told of it; null when nothing came from there. */
  readonly ticket: {
    readonly system: string;
    readonly state: string;
    readonly type: string | null;
    readonly approvedAt: Instant | null;
  } | null;
  /** W-12: what waived the ticket here when the deployment started; null or absent when nothing did. */
  readonly waiver?: string | null;
}

export interface Authorization {
  readonly authorization: "authorized" | "unauthorized" | "not_required";
  readonly reason: string;
}

/** Was somebody's leave given for a deployment? See `authorizationRule`. */
export function authorize(given: AuthorizationCase): Authorization {
  const leave = byTicket(given);
  if (leave.authorization !== "unauthorized" || !given.waiver) return leave;
  return { authorization: "authorized", reason: `${leave.reason} The waiver ${given.waiver} stands in for it.` };
}

function byTicket(given: AuthorizationCase): Authorization {
  if (!given.isProduction) return notRequired("It is not production.");
  if (given.kind === "rollback") return notRequired("It goes back to a version that ran here before.");
  const { ticketKey, ticket } = given;
  if (ticketKey === null) return { authorization: "unauthorized", reason: "No change ticket is named." };
  if (ticket === null) {
    return { authorization: "authorized", reason: `${ticketKey} is named; its system has told nothing of it.` };
  }
  if (ticket.state === "rejected" || ticket.state === "cancelled") {
    return { authorization: "unauthorized", reason: `${ticketKey} was ${ticket.state}.` };
  }
  const needsApproval = ticket.system === "servicenow" && ticket.type !== "emergency" && ticket.type !== "standard";
  if (needsApproval && (ticket.approvedAt === null || ticket.approvedAt > given.startedAt)) {
    return { authorization: "unauthorized", reason: `${ticketKey} was not approved when the deployment started.` };
  }
  return { authorization: "authorized", reason: `${ticketKey} allows it.` };
}

function notRequired(reason: string): Authorization {
  return { authorization: "not_required", reason };
}
