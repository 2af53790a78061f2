import type { Db, Prisma } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { Coverage, DifferenceKind, DifferenceState, type DifferenceView, type ReconciliationStatus } from "./contract";

type Row = Prisma.ReconciliationDifferenceGetPayload<Record<string, never>>;

function view(row: Row, slugs: ReadonlyMap<string, string>): DifferenceView {
  return {
    id: row.id,
    kind: DifferenceKind.parse(row.kind),
    service: row.serviceName,
    serviceSlug: row.serviceId === null ? null : (slugs.get(row.serviceId) ?? null),
    environment: row.environmentName,
    cmdb: row.cmdb,
    pipeline: row.pipeline,
    observed: row.observed,
    sentence: row.sentence,
    state: DifferenceState.parse(row.state),
    reason: row.reason,
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    fixedAt: row.fixedAt?.toISOString() ?? null,
    revision: row.revision,
  };
}

export interface DifferenceFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly state?: DifferenceState | undefined;
  readonly kind?: DifferenceKind | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
}

async function idOf(db: Db, noun: "service" | "environment", slug: string | undefined): Promise<string | undefined> {
  if (slug === undefined) return undefined;
  const where = { where: { slug }, select: { id: true } };
  const found = noun === "service" ? await db.service.findUnique(where) : await db.environment.findUnique(where);
  return found?.id ?? "";
}

/** Differences, newest found first. */
export async function listDifferenceViews(db: Db, filter: DifferenceFilter): Promise<Page<DifferenceView>> {
  const after = decodeCursor(filter.cursor, /^[a-z]+_[0-9a-z]+$/);
  const serviceId = await idOf(db, "service", filter.service);
  const environmentId = await idOf(db, "environment", filter.environment);
  const rows = await db.reconciliationDifference.findMany({
    where: {
      ...(after === undefined ? {} : { id: { lt: after } }),
      ...(filter.state ? { state: filter.state } : {}),
      ...(filter.kind ? { kind: filter.kind } : {}),
      ...(serviceId === undefined ? {} : { serviceId }),
      ...(environmentId === undefined ? {} : { environmentId }),
    },
    orderBy: { id: "desc" },
    take: filter.limit + 1,
  });
  const slugs = await slugsOf(db, rows);
  const page = toPage(rows, filter.limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => view(row, slugs)) };
}

async function slugsOf(db: Db, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ serviceId }) => (serviceId === null ? [] : [serviceId])))];
  const services = await db.service.findMany({ where: { id: { in: ids } }, select: { id: true, slug: true } });
  return new Map(services.map(({ id, slug }) => [id, slug]));
}

async function sourcesOf(db: Db): Promise<ReconciliationStatus["sources"]> {
  const connections = await db.connection.findMany({
    where: { kind: { in: ["servicenow_cmdb", "csv_cmdb"] }, disabledAt: null },
    select: {
      slug: true,
      name: true,
      kind: true,
      _count: { select: { items: { where: { removedAt: null } } } },
      cmdbReads: { orderBy: { startedAt: "desc" }, take: 20 },
    },
    orderBy: { name: "asc" },
  });
  return connections.map(({ slug, name, kind, _count, cmdbReads }) => {
    const [last] = cmdbReads;
    const complete = cmdbReads.find((read) => read.state === "complete");
    return {
      slug,
      name,
      kind,
      items: _count.items,
      lastCompleteAt: complete?.finishedAt?.toISOString() ?? null,
      failure: last?.state === "failed" ? last.failure : null,
      isReading: last?.state === "reading",
    };
  });
}

/** What was compared last, what it could see, and how many differences are in which state. */
export async function reconciliationStatus(db: Db): Promise<ReconciliationStatus> {
  const last = await db.reconciliationRun.findFirst({ orderBy: { at: "desc" } });
  const counted = await db.reconciliationDifference.groupBy({ by: ["state"], _count: { _all: true } });
  const counts = { open: 0, accepted: 0, fixed: 0 };
  for (const { state, _count } of counted) counts[DifferenceState.parse(state)] = _count._all;
  return {
    lastRun: last && {
      at: last.at.toISOString(),
      cause: last.cause,
      coverage: Coverage.parse(last.coverage),
      openCount: last.openCount,
    },
    sources: await sourcesOf(db),
    counts,
  };
}
