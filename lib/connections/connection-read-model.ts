import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { ConnectionConfig, ConnectionKind, ConnectionTest, type ConnectionView, type ShipmentView } from "./contract";

type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, slug: string) {
  return db.connection.findUnique({ where: { slug } });
}

interface ShipmentRow {
  readonly connection_id: string;
  readonly shipped_count: bigint;
  readonly shipped_at: Date | null;
  readonly failures: number;
  readonly failure: string | null;
  readonly retry_at: Date | null;
  readonly waiting: bigint;
  readonly oldest_at: Date | null;
}

async function shipmentsOf(db: SqlExecutor): Promise<Map<string, ShipmentView>> {
  const rows = await db.query<ShipmentRow>(sql`
    select c.connection_id, c.shipped_count, c.shipped_at, c.failures, c.failure, c.retry_at, w.waiting, w.oldest_at
    from shipment_cursor c
    cross join lateral (
      select count(*) as waiting, min(at) as oldest_at
      from (select at from audit_event where id > c.event_id order by id limit 100000) as next
    ) w`);
  const now = Date.now();
  return new Map(
    rows.map((row) => [
      row.connection_id,
      {
        shippedCount: Number(row.shipped_count),
        shippedAt: row.shipped_at?.toISOString() ?? null,
        waiting: Number(row.waiting),
        lagMs: row.oldest_at === null ? null : Math.max(0, now - row.oldest_at.getTime()),
        failures: row.failures,
        failure: row.failure,
        retryAt: row.retry_at?.toISOString() ?? null,
      },
    ]),
  );
}

function view(row: Row, shipments: ReadonlyMap<string, ShipmentView>): ConnectionView {
  const test = row.lastTest as { pending?: boolean } | null;
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind: ConnectionKind.parse(row.kind),
    config: ConnectionConfig.parse(row.config),
    hasSecret: row.secret !== null,
    isEnabled: row.disabledAt === null,
    test: test && !test.pending ? ConnectionTest.parse(test) : null,
    testPending: test?.pending === true,
    testedAt: row.lastTestedAt?.toISOString() ?? null,
    shipment: shipments.get(row.id) ?? null,
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Every connection, by name; of one kind when it is given. */
export async function listConnectionViews(
  db: Db | Tx,
  filter: { readonly kind?: string | undefined } = {},
): Promise<ConnectionView[]> {
  const rows = await db.connection.findMany({
    where: filter.kind ? { kind: filter.kind } : {},
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
  const shipments = await shipmentsOf(prismaExecutor(db));
  return rows.map((row) => view(row, shipments));
}

/** One connection; null when there is none. */
export async function findConnection(db: Db | Tx, slug: string): Promise<ConnectionView | null> {
  const row = await findRow(db, slug);
  return row && view(row, await shipmentsOf(prismaExecutor(db)));
}

/** A connection as it is stored, its secret sealed. */
export interface StoredConnection {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly config: ConnectionConfig;
  readonly secret: string | null;
}

/** Connections of these kinds that are in use, with their sealed secrets. For the worker. */
export async function loadConnections(db: SqlExecutor, kinds: readonly string[]): Promise<StoredConnection[]> {
  const rows = await db.query<StoredConnection>(sql`
    select id, slug, name, config, secret from connection
    where disabled_at is null and kind in (select jsonb_array_elements_text(${JSON.stringify(kinds)}::jsonb))
    order by id`);
  return rows.map((row) => ({ ...row, config: ConnectionConfig.parse(row.config) }));
}

/** One connection with its sealed secret, in use or not; null when there is none. For the worker. */
export async function loadConnection(db: SqlExecutor, id: string): Promise<StoredConnection | null> {
  const [row] = await db.query<StoredConnection>(
    sql`select id, slug, name, config, secret from connection where id = ${id}`,
  );
  return row ? { ...row, config: ConnectionConfig.parse(row.config) } : null;
}
