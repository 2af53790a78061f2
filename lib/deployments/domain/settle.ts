import { type Authorization, type AuthorizationCase, authorize } from "./authorization";
import { decideKinds, type LaneBefore, type LaneEntry } from "./kind";

export interface SettleEntry extends LaneEntry {
  readonly commitSha: string | null;
  readonly saidFromCommit: string | null;
  readonly ticketKey: string | null;
  readonly ticket: AuthorizationCase["ticket"];
  /** The ticket of the release train that brought it; null or absent when none did, or it named none by then. */
  readonly trainTicket?: { readonly key: string; readonly ticket: AuthorizationCase["ticket"] } | null;
  readonly waiver?: string | null;
}

export interface SettleBefore extends LaneBefore {
  readonly runningCommit: string | null;
  readonly attempts: ReadonlyMap<string, number>;
  readonly isProduction: boolean;
}

export interface Settlement {
  readonly id: string;
  readonly attempt: number;
  readonly kind: string;
  readonly kindReason: string;
  readonly fromCommit: string | null;
  readonly toCommit: string | null;
  readonly ticketKey: string | null;
  readonly authorization: string;
  readonly authorizationReason: string;
}

/**
 * What follows for each deployment of a lane (in order of start) from its neighbours: which attempt of its version it is, what it was
 * for, after which commit its changes begin (that of the success before it, else what the sender says), and whether it was allowed.
 */
export function settle(entries: readonly SettleEntry[], before: SettleBefore): Settlement[] {
  const kinds = decideKinds(entries, before);
  const attempts = new Map(before.attempts);
  let runningCommit = before.runningCommit;
  return entries.map((entry) => {
    const attempt = (attempts.get(entry.versionId) ?? 0) + 1;
    attempts.set(entry.versionId, attempt);
    const { kind, reason } = kinds.get(entry.id) ?? { kind: "normal" as const, reason: "" };
    const fromCommit = runningCommit ?? entry.saidFromCommit;
    if (entry.state === "succeeded") runningCommit = entry.commitSha ?? runningCommit;
    const { leave, ticketKey } = leaveOf(entry, { isProduction: before.isProduction, kind });
    return {
      id: entry.id,
      attempt,
      kind,
      kindReason: reason,
      fromCommit,
      toCommit: entry.commitSha,
      ticketKey,
      authorization: leave.authorization,
      authorizationReason: leave.reason,
    };
  });
}

/** Its own ticket counts first, then that of its train where its own does not allow it, as at the gate. A waiver is the last resort. */
function leaveOf(
  { startedAt, ticketKey, ticket, trainTicket, waiver = null }: SettleEntry,
  place: Pick<AuthorizationCase, "isProduction" | "kind">,
): { readonly leave: Authorization; readonly ticketKey: string | null } {
  const own = { ticketKey, ticket };
  const others = trainTicket ? [{ ticketKey: trainTicket.key, ticket: trainTicket.ticket }] : [];
  const named = ticketKey === null && others.length > 0 ? others : [own, ...others];
  const allows = named.find((one) => authorize({ ...place, startedAt, ...one }).authorization !== "unauthorized");
  const chosen = allows ?? named[0] ?? own;
  return { leave: authorize({ ...place, startedAt, ...chosen, waiver }), ticketKey: chosen.ticketKey };
}
