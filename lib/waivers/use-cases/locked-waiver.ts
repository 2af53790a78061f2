import { AppError } from "@/lib/kernel/app-error";
import { type Actor, personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import { findWaiver, type StoredWaiver } from "../waiver-record-read-model";
import { lockWaiver } from "../waiver-store";

/** A waiver, held until the transaction ends. Throws `not_found`. */
export async function lockedWaiver(tx: Tx, id: string): Promise<StoredWaiver> {
  const db = prismaExecutor(tx);
  const found = (await lockWaiver(db, id)) ? await findWaiver(db, id) : null;
  if (!found) throw notFound("waiver", id);
  return found;
}

/** The person behind a call. Throws `forbidden` for the product's own parts: exceptions are people's decisions. */
export function requirePerson(actor: Actor): string {
  const person = personKeyOf(actor);
  if (person !== null) return person;
  throw new AppError("forbidden", { detail: "Waivers are asked for, approved and reviewed by persons." });
}

/** What the audit log shows of a waiver. */
export function shownOf({ reference, record, assessment }: StoredWaiver): object {
  const { content, contentHash, revision, requestedAt, closing } = record;
  const iso = (at: number) => new Date(at).toISOString();
  return {
    reference,
    revision,
    contentHash,
    ...content,
    startsAt: iso(content.startsAt),
    endsAt: iso(content.endsAt),
    score: assessment.score,
    requestedAt: requestedAt === null ? null : iso(requestedAt),
    closing: closing?.kind ?? null,
    approvals: record.approvals.filter((one) => one.revision === revision).length,
  };
}
