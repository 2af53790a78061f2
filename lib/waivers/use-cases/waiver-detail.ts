import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { type Actor, may, personKeyOf } from "@/lib/platform/auth/actor";
import { type Permission, whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import type { WaiverDetail } from "../contract";
import { validApprovals, type WaiverRecord } from "../domain/waiver";
import {
  approvalReasons,
  editReasons,
  rejectionReasons,
  renewReasons,
  reviewReasons,
  revocationReasons,
  submitReasons,
  withdrawalReasons,
} from "../domain/waiver-commands";
import { findEnding, listApprovals, listRevisions } from "../waiver-history-read-model";
import { viewsOf } from "../waiver-read-model";
import { findWaiver } from "../waiver-record-read-model";

/** A waiver with its history, and what `actor` may do with it at `now`. Throws `not_found`. */
export async function detailFor(db: Db | Tx, id: string, actor: Actor, now: Instant): Promise<WaiverDetail> {
  const executor = prismaExecutor(db);
  const waiver = await findWaiver(executor, id);
  if (!waiver) throw notFound("waiver", id);
  const [view] = await viewsOf(executor, [waiver], now);
  if (!view) throw notFound("waiver", id);
  const { record, assessment } = waiver;
  const valid = validApprovals(record, now);
  const approvals = (await listApprovals(executor, id)).map(({ person, at, ...rest }) => ({
    ...rest,
    at: at.toISOString(),
    isValid: valid.some((one) => one.person === person && one.revision === rest.revision),
  }));
  const { risk, mitigation, sunset } = record.content;
  return {
    ...view,
    risk,
    mitigation,
    sunset,
    assessment,
    ...(await findEnding(executor, id)),
    approvals,
    revisions: await listRevisions(executor, id),
    may: mayOf(record, actor, now),
  };
}

/** Null for what may be done; else why it may not, in one sentence. */
function mayOf(record: WaiverRecord, actor: Actor, now: Instant): WaiverDetail["may"] {
  const decider = { person: personKeyOf(actor), roles: actor.kind === "system" ? [] : actor.roles };
  const why = (permission: Permission, reasons: readonly Reason[]): string | null => {
    if (!may(actor, permission)) return `Needs ${whoMay(permission)}.`;
    return reasons[0]?.message ?? null;
  };
  return {
    approve: why("waiver:approve", approvalReasons(record, { ...decider, seenHash: record.contentHash }, now)),
    reject: why("waiver:approve", rejectionReasons(record, decider, now)),
    revoke: why("waiver:approve", revocationReasons(record, now)),
    review: why("waiver:approve", reviewReasons(record, decider, now)),
    withdraw: why("waiver:request", withdrawalReasons(record, decider, now)),
    edit: why("waiver:request", editReasons(record, now)),
    submit: why("waiver:request", submitReasons(record, now)),
    renew: why("waiver:request", renewReasons(record, now)),
  };
}
