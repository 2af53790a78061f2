import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { Party } from "./domain/parties";

export interface NewChange {
  readonly objectiveId: string;
  /** Of the objective after the change. */
  readonly revision: number;
  readonly what: "created" | "changed" | "retired";
  readonly before: object | null;
  readonly after: object | null;
  readonly byPerson: string | null;
  readonly byName: string;
  readonly reason: string | null;
  readonly planHash: string | null;
}

/** Append what an objective was before and after a change. */
export async function appendChange(tx: Tx, { before, after, ...rest }: NewChange): Promise<void> {
  const json = (value: object | null) => (value === null ? {} : (value as Prisma.InputJsonObject));
  await tx.objectiveChange.create({
    data: { ...rest, ...(before ? { before: json(before) } : {}), ...(after ? { after: json(after) } : {}) },
  });
}

export interface NewSignOff {
  readonly objectiveId: string;
  readonly revision: number;
  readonly contentHash: string;
  readonly party: Party;
  readonly person: string;
  readonly signedBy: string;
  readonly comment: string;
}

/** Append a sign-off. */
export async function appendSignOff(tx: Tx, signOff: NewSignOff): Promise<void> {
  await tx.objectiveSignOff.create({ data: signOff });
}

/** Hold every objective with these slugs or of these services until the transaction ends, in one order for everybody. */
export async function lockObjectives(
  db: SqlExecutor,
  asked: { readonly slugs: readonly string[]; readonly services: readonly string[] },
): Promise<void> {
  await db.query(sql`
    select o.id from objective o join service s on s.id = o.service_id
    where o.slug = any(${[...asked.slugs]}::text[]) or s.slug = any(${[...asked.services]}::text[])
    order by o.slug for update of o`);
}
