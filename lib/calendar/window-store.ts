import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { Prisma, type Tx } from "@/lib/platform/db/prisma";
import type { UnderWay, WindowKind } from "./contract";
import type { Recurrence } from "./domain/recurrence";
import { recurrenceOf } from "./stored-recurrence";

export interface WindowFields {
  readonly kind: WindowKind;
  readonly name: string;
  readonly environmentId: string | null;
  readonly serviceId: string | null;
  /** From the first time that it is in force to the end of the last. */
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly recurrence: Recurrence | null;
  readonly underWay: UnderWay;
  readonly holdsFlagFlips: boolean;
}

function columnsOf({ recurrence, ...fields }: WindowFields) {
  return {
    ...fields,
    recurrence: recurrence === null ? Prisma.DbNull : { ...recurrence, exdates: [...recurrence.exdates] },
  };
}

/** Insert a change window, which announces it at `now`. */
export async function insertWindow(
  tx: Tx,
  window: WindowFields & { readonly id: string; readonly createdBy: string },
  now: Instant,
): Promise<void> {
  const { id, createdBy, ...fields } = window;
  await tx.changeWindow.create({ data: { id, createdBy, ...columnsOf(fields) } });
  await announce(tx, id, fields, now);
}

/** Hold the row until the transaction ends; false when there is none. */
export async function lockWindow(db: SqlExecutor, id: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from change_window where id = ${id} for update`);
  return rows.length > 0;
}

/** Change a locked window; its revision grows by one, and what it says now is announced at `now`. */
export async function saveWindow(tx: Tx, id: string, fields: WindowFields, now: Instant): Promise<void> {
  await tx.changeWindow.update({ where: { id }, data: { ...columnsOf(fields), revision: { increment: 1 } } });
  await announce(tx, id, fields, now);
}

/** Delete a locked window: from `now` on it says nothing. */
export async function deleteWindowRow(tx: Tx, id: string, now: Instant): Promise<void> {
  const { recurrence, ...row } = await tx.changeWindow.delete({ where: { id } });
  await announce(tx, id, { ...row, recurrence: recurrenceOf(recurrence) }, now, true);
}

async function announce(
  tx: Tx,
  windowId: string,
  fields: WindowFields,
  now: Instant,
  isWithdrawn = false,
): Promise<void> {
  const { kind, name, environmentId, serviceId, startsAt, endsAt, recurrence } = columnsOf(fields);
  const said = { kind, name, environmentId, serviceId, startsAt, endsAt, recurrence };
  await tx.windowAnnouncement.create({ data: { windowId, announcedAt: new Date(now), isWithdrawn, ...said } });
}
