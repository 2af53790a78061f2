import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { noticeInclude, noticeView } from "./alarm-read-model";
import { type AlertRouteView, RouteMatch } from "./contract";
import type { Route } from "./domain/routing";

interface ActiveRow {
  readonly id: string;
  readonly name: string;
  readonly connection_id: string;
  readonly match: unknown;
}

/** Routes in use whose connections are in use. */
export async function listActiveRoutes(db: SqlExecutor): Promise<Route[]> {
  const rows = await db.query<ActiveRow>(sql`
    select r.id, r.name, r.connection_id, r.match from alert_route r
    join connection c on c.id = r.connection_id and c.disabled_at is null
    where r.disabled_at is null order by r.name, r.id`);
  return rows.map(({ id, name, connection_id, match }) => ({
    id,
    name,
    connectionId: connection_id,
    match: RouteMatch.parse(match),
  }));
}

const include = { connection: { select: { slug: true, name: true, kind: true, disabledAt: true } } } as const;

function findRows(db: Db | Tx, id?: string) {
  return db.alertRoute.findMany({
    where: id ? { id } : {},
    include,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
}

type Row = Awaited<ReturnType<typeof findRows>>[number];

/** Every route by name, each with its newest test. */
export async function listRouteViews(db: Db | Tx): Promise<AlertRouteView[]> {
  return viewsOf(db, await findRows(db));
}

/** One route; null when there is none. */
export async function findRouteView(db: Db | Tx, id: string): Promise<AlertRouteView | null> {
  const [view] = await viewsOf(db, await findRows(db, id));
  return view ?? null;
}

async function viewsOf(db: Db | Tx, rows: readonly Row[]): Promise<AlertRouteView[]> {
  const tests = await db.alarm.findMany({
    where: { kind: "test", notices: { some: { routeId: { in: rows.map(({ id }) => id) } } } },
    include: { notices: { include: noticeInclude, orderBy: { step: "asc" } } },
    orderBy: { firedAt: "desc" },
    take: 500,
  });
  return rows.map(({ id, name, connection, match, createdBy, disabledAt, revision }) => {
    const test = tests.find(({ notices }) => notices.some(({ routeId }) => routeId === id));
    const { slug, name: connectionName, kind } = connection;
    return {
      id,
      name,
      connection: { slug, name: connectionName, kind, isEnabled: connection.disabledAt === null },
      match: RouteMatch.parse(match),
      isEnabled: disabledAt === null,
      createdBy,
      revision,
      lastTest: test ? { at: test.firedAt.toISOString(), notices: test.notices.map(noticeView) } : null,
    };
  });
}

/** Id of a connection that alarms can be told to; null when there is none of this slug, or of another kind. */
export async function findAlertConnection(
  db: Db | Tx,
  slug: string,
  kinds: readonly string[],
): Promise<{ readonly id: string; readonly isEnabled: boolean } | null> {
  const row = await db.connection.findFirst({
    where: { slug, kind: { in: [...kinds] } },
    select: { id: true, disabledAt: true },
  });
  return row && { id: row.id, isEnabled: row.disabledAt === null };
}

/** Id of the connection that a route leads to; null when there is no such route. */
export async function findAlertConnectionOf(db: Db | Tx, routeId: string): Promise<string | null> {
  const row = await db.alertRoute.findUnique({ where: { id: routeId }, select: { connectionId: true } });
  return row?.connectionId ?? null;
}
