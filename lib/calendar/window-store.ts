import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { WindowKind } from "./contract";

export interface WindowFields {
  readonly kind: WindowKind;
  readonly name: string;
  readonly environmentId: string | null;
  readonly serviceId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Insert a change window, which announces it at `now`. */
export async function insertWindow(
  tx: Tx,
  window: WindowFields & { readonly id: string; readonly createdBy: string },
  now: Instant,
): Promise<void> {
  const { id, createdBy, ...fields } = window;
  await tx.changeWindow.create({ data: { id, createdBy, ...fields } });
  await announce(tx, id, fields, now);
}

/** Hold the row until the transaction ends; false when there is none. */
export async function lockWindow(db: SqlExecutor, id: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from change_window where id = ${id} for update`);
  return rows.length > 0;
}

/** Change a locked window; its revision grows by one, and what it says now is announced at `now`. */
export async function saveWindow(tx: Tx, id: string, fields: WindowFields, now: Instant): Promise<void> {
  await tx.changeWindow.update({ where: { id }, data: { ...fields, revision: { increment: 1 } } });
  await announce(tx, id, fields, now);
}

/** Delete a locked window: from `now` on it says nothing. */
export async function deleteWindowRow(tx: Tx, id: string, now: Instant): Promise<void> {
  const { kind, name, environmentId, serviceId, startsAt, endsAt } = await tx.changeWindow.delete({ where: { id } });
  await announce(tx, id, { kind, name, environmentId, serviceId, startsAt, endsAt }, now, true);
}

async function announce(
  tx: Tx,
  windowId: string,
  fields: WindowFields,
  now: Instant,
  isWithdrawn = false,
): Promise<void> {
  await tx.windowAnnouncement.create({ data: { windowId, announcedAt: new Date(now), isWithdrawn, ...fields } });
}
