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

/** Insert a change window. */
export async function insertWindow(
  tx: Tx,
  window: WindowFields & { readonly id: string; readonly createdBy: string },
): Promise<void> {
  await tx.changeWindow.create({ data: window });
}

/** Hold the row until the transaction ends; false when there is none. */
export async function lockWindow(db: SqlExecutor, id: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from change_window where id = ${id} for update`);
  return rows.length > 0;
}

/** Change a locked window; its revision grows by one. */
export async function saveWindow(tx: Tx, id: string, fields: WindowFields): Promise<void> {
  await tx.changeWindow.update({ where: { id }, data: { ...fields, revision: { increment: 1 } } });
}

/** Delete a locked window. */
export async function deleteWindowRow(tx: Tx, id: string): Promise<void> {
  await tx.changeWindow.delete({ where: { id } });
}
