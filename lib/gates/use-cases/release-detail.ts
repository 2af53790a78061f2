import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { type Actor, may, personKeyOf } from "@/lib/platform/auth/actor";
import { type Permission, whoMay } from "@/lib/platform/auth/permissions";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { ReleaseRequestDetail, ReleaseRequestView } from "../contract";
import { causesForBoard } from "../domain/release-reasons";
import {
  boardReasonsAgainst,
  boardWordOf,
  grantedUntil,
  releaseApprovalReasons,
  validReleaseApprovals,
} from "../domain/release-request";
import { riskOfScene } from "../release-read-model";
import { gateView } from "../verdict-read-model";
import type { StandingRelease } from "./present-release";

/** How many approvals a release needs here, and how long one counts. Somebody may approve also where no rule asks for it. */
export function approvalRuleOf({ outcome }: StandingRelease): {
  readonly approvals: number;
  readonly validHours: number;
} {
  return outcome.scene.requirement("approval") ?? { approvals: 1, validHours: 72 };
}

/** Why the board has to decide, and the chance to fail where a rule asks for it. */
export async function boardFactsOf({ release, outcome }: StandingRelease) {
  const { scene, question } = outcome;
  const rule = scene.requirement("board") ?? { riskPercent: null, always: false };
  const riskPercent = rule.riskPercent === null ? null : await riskOfScene(question, scene);
  return { riskPercent, causes: causesForBoard({ rule, riskPercent, record: release.record }) };
}

/** A request as lists show it. */
export async function viewRelease(db: Db | Tx, standing: StandingRelease): Promise<ReleaseRequestView> {
  const { release, outcome } = standing;
  const { scene, question } = outcome;
  const now = question.atMs as Instant;
  const { riskPercent, causes } = await boardFactsOf(standing);
  const word = boardWordOf(release.record);
  const valid = validReleaseApprovals(release.record, now);
  const gate = await gateView(db, outcome);
  return {
    id: release.id,
    reference: release.reference,
    service: { ...gate.service, tier: scene.place.service.tier },
    environment: gate.environment,
    version: release.version,
    note: release.note,
    isFlagged: release.isFlagged,
    ticket: release.ticket,
    requestedBy: release.requestedBy,
    requestedAt: iso(release.requestedAt),
    revision: release.revision,
    contentHash: release.record.contentHash,
    boardCauses: causes,
    riskPercent,
    board: word && { outcome: word.outcome, reason: word.reason, decidedBy: word.decidedBy, at: iso(word.at) },
    approvals: {
      needed: scene.requirement("approval")?.approvals ?? 0,
      valid: release.approvals
        .filter((one) => valid.some((other) => other.person === one.person && other.at === one.at))
        .map(({ approvedBy, comment, at, expiresAt }) => ({
          by: approvedBy,
          comment,
          at: iso(at),
          expiresAt: iso(expiresAt),
        })),
      lapsed: release.approvals.length - valid.length,
    },
    gate,
  };
}

const iso = (at: number) => new Date(at).toISOString();

/** A request as its page shows it to `actor`. */
export async function detailRelease(
  db: Db | Tx,
  standing: StandingRelease,
  actor: Actor,
): Promise<ReleaseRequestDetail> {
  const { release, outcome } = standing;
  const { record } = release;
  const now = outcome.question.atMs as Instant;
  const judge = { person: personKeyOf(actor) ?? "nobody", seenHash: record.contentHash };
  const why = (permission: Permission, reasons: readonly Reason[]): string | null =>
    may(actor, permission) ? (reasons[0]?.message ?? null) : `Needs ${whoMay(permission)}.`;
  const need = { approvals: approvalRuleOf(standing).approvals, oneOf: [] };
  return {
    ...(await viewRelease(db, standing)),
    decisions: record.decisions.map(({ outcome: said, reason, decidedBy, at, contentHash }) => ({
      outcome: said,
      reason,
      decidedBy,
      at: iso(at),
      isCurrent: contentHash === record.contentHash,
    })),
    content: release.canonical,
    may: {
      approve: why("rollout:approve", releaseApprovalReasons(record, judge, need, now)),
      decide: why("board:decide", boardReasonsAgainst(record, judge)),
      edit: why("rollout:start", []),
    },
  };
}

/** Until when the approvals of a request suffice; null when they do not. */
export function grantOf(standing: StandingRelease, now: Instant): Instant | null {
  return grantedUntil(standing.release.record, { approvals: approvalRuleOf(standing).approvals, oneOf: [] }, now);
}
