import { type AuthorizationCase, authorize } from "./authorization";
import { decideKinds, type LaneBefore, type LaneEntry } from "./kind";

export interface SettleEntry extends LaneEntry {
  readonly commitSha: string | null;
  readonly saidFromCommit: string | null;
  readonly ticketKey: string | null;
  readonly ticket: AuthorizationCase["ticket"];
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
    const { startedAt, ticketKey, ticket, waiver } = entry;
    const leave = authorize({
      isProduction: before.isProduction,
      kind,
      startedAt,
      ticketKey,
      ticket,
      waiver: waiver ?? null,
    });
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
