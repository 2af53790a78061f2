import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { ConnectionConfig, ConnectionTest } from "./contract";

export interface NewConnection {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly config: ConnectionConfig;
  /** Sealed. */
  readonly secret: string | null;
}

/** Insert a connection. A slug that is taken breaks a unique constraint, which is answered with `conflict`. */
export async function insertConnection(tx: Tx, given: NewConnection): Promise<void> {
  await tx.connection.create({ data: { ...given, kind: given.config.kind } });
}

export interface ConnectionChange {
  readonly name?: string | undefined;
  readonly config?: ConnectionConfig | undefined;
  /** Sealed. */
  readonly secret?: string | undefined;
  readonly disabledAt?: Date | null | undefined;
}

/** Change a connection that still has the revision that was seen; false when it has not. Undefined fields stay. */
export async function saveConnection(
  tx: Tx,
  seen: { readonly slug: string; readonly revision: number },
  change: ConnectionChange,
): Promise<boolean> {
  const { count } = await tx.connection.updateMany({
    where: { slug: seen.slug, revision: seen.revision },
    data: { ...change, revision: { increment: 1 } },
  });
  return count > 0;
}

/** Keep what a test came to; null: one was asked for and has not ended. */
export async function saveConnectionTest(db: SqlExecutor, id: string, test: ConnectionTest | null): Promise<void> {
  await db.query(sql`
    update connection set last_test = ${JSON.stringify(test ?? { pending: true })}::jsonb,
      last_tested_at = case when ${test === null} then last_tested_at else clock_timestamp() end
    where id = ${id}`);
}

/** Begin to send the audit log to a new receiver: from now on, or from its beginning. */
export async function insertShipmentCursor(db: SqlExecutor, id: string, startFrom: "now" | "beginning"): Promise<void> {
  await db.query(sql`
    insert into shipment_cursor (connection_id, event_id)
    select ${id}, case when ${startFrom === "now"} then coalesce(max(id), 0) else 0 end from audit_event
    on conflict (connection_id) do nothing`);
}

/** Try a receiver again at once, as when somebody has just mended its settings. */
export async function wakeShipment(db: SqlExecutor, id: string): Promise<void> {
  await db.query(sql`update shipment_cursor set retry_at = null where connection_id = ${id}`);
}
