import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import { derivedId } from "@/lib/platform/derived-id";

export interface NewClock {
  readonly definitionId: string;
  readonly subjectKey: string;
  readonly serviceId: string;
  readonly key: string;
  readonly title: string;
  readonly isPushed: boolean;
}

/** The id of a definition's clock on a subject. */
export function clockIdOf(definitionId: string, subjectKey: string): string {
  return derivedId("clk", `${definitionId} ${subjectKey}`);
}

/** Insert clocks; those that are there stay as they are. Answers the ids of the new ones. */
export async function insertClocks(db: SqlExecutor, clocks: readonly NewClock[]): Promise<string[]> {
  if (clocks.length === 0) return [];
  const rows = clocks.map((one) => ({
    id: clockIdOf(one.definitionId, one.subjectKey),
    definition_id: one.definitionId,
    subject_key: one.subjectKey,
    service_id: one.serviceId,
    key: one.key,
    title: one.title,
    is_pushed: one.isPushed,
  }));
  const inserted = await db.query<{ id: string }>(sql`
    insert into clock (id, definition_id, subject_key, service_id, key, title, is_pushed)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id text, definition_id text, subject_key text,
      service_id text, key text, title text, is_pushed bool)
    on conflict do nothing returning id`);
  return inserted.map(({ id }) => id);
}

/** Hold these clocks until the transaction ends, in one order for everybody. Answers those that are there. */
export async function lockClocks(db: SqlExecutor, ids: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select id from clock where id = any(${[...ids]}::text[]) order by id for update`);
  return rows.map(({ id }) => id);
}

/** One worker at a time looks at clocks; false when another is at it. */
export async function claimClocks(db: SqlExecutor): Promise<boolean> {
  const [row] = await db.query<{ held: boolean }>(sql`select pg_try_advisory_xact_lock(hashtext('clocks')) as held`);
  return row?.held === true;
}

export interface NewMark {
  readonly clockId: string;
  readonly kind: "opened" | "acknowledged" | "resolved" | "reopened" | "paused" | "resumed";
  readonly at: Date;
  readonly pauseId?: string;
  readonly reason?: string;
  readonly capMs?: bigint;
  readonly evidenceUrl?: string | null;
  readonly note?: string | null;
  readonly externalId?: string;
  readonly byPerson: string | null;
  readonly byName: string;
}

/** Keep what was told of a clock, or done to it. False when the sender's id was told before. */
export async function insertMark(tx: Tx, mark: NewMark): Promise<boolean> {
  const { count } = await tx.clockMark.createMany({ data: [mark], skipDuplicates: true });
  return count === 1;
}

export interface NewClockRevision {
  readonly clockId: string;
  readonly revision: number;
  readonly cause: string;
  readonly reason: string;
  readonly byName: string;
  readonly definitionVersion: number;
  readonly scheduleVersion: number | null;
  readonly inputs: unknown;
  readonly inputsHash: string;
  readonly startedAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly dueAt: Date | null;
  readonly isVoid: boolean;
}

/** Append what a clock comes to now; the columns that it is found by follow. */
export async function insertClockRevision(tx: Tx, given: NewClockRevision, lookedAt: Date | null): Promise<void> {
  const { clockId, revision, inputsHash, definitionVersion, scheduleVersion, startedAt, stoppedAt, dueAt, isVoid } =
    given;
  await tx.clockRevision.create({ data: { ...given, inputs: given.inputs as Prisma.InputJsonValue } });
  await tx.clock.update({
    where: { id: clockId },
    data: { revision, inputsHash, definitionVersion, scheduleVersion, startedAt, stoppedAt, dueAt, isVoid, lookedAt },
  });
}

/** Nothing that a clock is computed from has changed, up to this version of its incident and of its terms. */
export async function noteLooked(
  tx: Tx,
  clockId: string,
  seen: { readonly lookedAt: Date | null; readonly definitionVersion: number; readonly scheduleVersion: number | null },
): Promise<void> {
  await tx.clock.update({ where: { id: clockId }, data: seen });
}

/** What of a clock stands told, and when to look again. */
export interface ToldOfClock {
  readonly revision: number;
  readonly percent: number;
  readonly outcome: "met" | "breached" | null;
  readonly tellAt: Instant | null;
}

/** Keep what was told of a clock, in the transaction that tells it. */
export async function noteTold(
  db: SqlExecutor,
  id: string,
  { revision, percent, outcome, tellAt }: ToldOfClock,
): Promise<void> {
  await db.query(sql`
    update clock set told_revision = ${revision}::int, told_percent = ${percent}::int, told_outcome = ${outcome},
      tell_at = ${tellAt === null ? null : new Date(tellAt).toISOString()}::timestamptz
    where id = ${id}`);
}

/**
 * The incidents of a definition have been looked at until now, by the watch that dates their changes; those whose change was written but
 * not committed yet are looked at again.
 */
export async function noteAttached(db: SqlExecutor, definitionId: string): Promise<void> {
  await db.query(sql`
    update clock_definition set attached_until = now() - interval '2 minutes' where id = ${definitionId}`);
}
