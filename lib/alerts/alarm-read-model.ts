import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import {
  type AlarmDetail,
  AlarmFacts,
  type AlarmKind,
  type AlarmView,
  type NoticeState,
  type NoticeView,
} from "./contract";
import { stepAt } from "./domain/outbox";

export const noticeInclude = { connection: { select: { slug: true, name: true, kind: true } } } as const;
const include = {
  notices: { include: noticeInclude, orderBy: [{ createdAt: "asc" }, { step: "asc" }] },
} satisfies Prisma.AlarmInclude;

type Row = Prisma.AlarmGetPayload<{ include: typeof include }>;
type NoticeRow = Row["notices"][number];

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A notice as shown. */
export function noticeView(row: NoticeRow): NoticeView {
  const { id, connection, routeName, step, state, attempts, answer, lastError } = row;
  return {
    id,
    connection,
    route: routeName,
    step: stepAt(step),
    state: state as NoticeState,
    attempts,
    nextAttemptAt: iso(row.nextAttemptAt),
    settledAt: iso(row.settledAt),
    answer,
    lastError,
    createdAt: row.createdAt.toISOString(),
  };
}

interface Named {
  readonly slug: string;
  readonly name: string;
}

interface Around {
  readonly objectives: ReadonlyMap<string, Named>;
  readonly services: ReadonlyMap<string, Named>;
  readonly environments: ReadonlyMap<string, Named>;
  readonly incidents: ReadonlyMap<string, string>;
}

/** Names of what alarms are about; they hold ids without a relation, since they outlive what they name. */
async function loadAround(db: Db | Tx, rows: readonly Row[]): Promise<Around> {
  const select = { id: true, slug: true, name: true } as const;
  const idsOf = (pick: (row: Row) => string | null) => [...new Set(rows.flatMap((row) => pick(row) ?? []))];
  const named = (found: readonly (Named & { id: string })[]) =>
    new Map(found.map(({ id, slug, name }) => [id, { slug, name }]));
  const [objectives, services, environments, incidents] = await Promise.all([
    db.objective.findMany({ where: { id: { in: idsOf((row) => row.objectiveId) } }, select }),
    db.service.findMany({ where: { id: { in: idsOf((row) => row.serviceId) } }, select }),
    db.environment.findMany({ where: { id: { in: idsOf((row) => row.environmentId) } }, select }),
    db.incident.findMany({
      where: { subjectKey: { in: idsOf((row) => row.incidentKey) } },
      select: { id: true, subjectKey: true },
    }),
  ]);
  return {
    objectives: named(objectives),
    services: named(services),
    environments: named(environments),
    incidents: new Map(incidents.map(({ id, subjectKey }) => [subjectKey, id])),
  };
}

function view(row: Row, around: Around): AlarmView {
  const connections = new Set(row.notices.map(({ connectionId }) => connectionId));
  const countOf = (...states: readonly NoticeState[]) =>
    row.notices.filter(({ state }) => (states as readonly string[]).includes(state)).length;
  return {
    id: row.id,
    kind: row.kind as AlarmKind,
    state: row.resolvedAt ? "resolved" : row.acknowledgedAt ? "acknowledged" : "firing",
    title: row.title,
    sentence: row.sentence,
    objective: around.objectives.get(row.objectiveId ?? "") ?? null,
    service: around.services.get(row.serviceId ?? "") ?? null,
    environment: around.environments.get(row.environmentId ?? "") ?? null,
    firedAt: row.firedAt.toISOString(),
    frozenSince: iso(row.frozenSince),
    acknowledgedAt: iso(row.acknowledgedAt),
    acknowledgedBy: row.acknowledgedBy,
    acknowledgeReason: row.acknowledgeReason,
    resolvedAt: iso(row.resolvedAt),
    resolvedSentence: row.resolvedSentence,
    incidentId: around.incidents.get(row.incidentKey ?? "") ?? null,
    told: { connections: connections.size, waiting: countOf("waiting", "sending"), dead: countOf("dead") },
    revision: row.revision,
  };
}

export interface AlarmFilter {
  readonly open: boolean;
  readonly kind?: string | undefined;
  readonly service?: string | undefined;
  readonly objective?: string | undefined;
  readonly incident?: string | undefined;
  readonly clock?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

async function whereOf(db: Db | Tx, filter: AlarmFilter): Promise<Prisma.AlarmWhereInput> {
  const after = decodeCursor(filter.cursor, /^\d{1,13} \w{1,64}$/)?.split(" ");
  const firedAt = new Date(Number(after?.[0] ?? 0));
  const byId = { select: { id: true } } as const;
  const { service, objective, incident } = filter;
  const serviceRow = service ? await db.service.findUnique({ where: { slug: service }, ...byId }) : undefined;
  const objectiveRow = objective ? await db.objective.findUnique({ where: { slug: objective }, ...byId }) : undefined;
  const incidentRow = incident
    ? await db.incident.findUnique({ where: { id: incident }, select: { subjectKey: true } })
    : undefined;
  return {
    kind: filter.kind ?? { notIn: ["test", "gate"] },
    ...(filter.open ? { resolvedAt: null } : {}),
    ...(serviceRow === undefined ? {} : { serviceId: serviceRow?.id ?? "none" }),
    ...(objectiveRow === undefined ? {} : { objectiveId: objectiveRow?.id ?? "none" }),
    ...(incidentRow === undefined ? {} : { incidentKey: incidentRow?.subjectKey ?? "none" }),
    ...(filter.clock === undefined ? {} : { facts: { path: ["clock", "id"], equals: filter.clock } }),
    ...(after ? { OR: [{ firedAt: { lt: firedAt } }, { firedAt, id: { lt: after[1] ?? "" } }] } : {}),
  };
}

/** Alarms, newest first; tests of routes and news of gates are not among them. */
export async function listAlarmViews(db: Db | Tx, filter: AlarmFilter): Promise<Page<AlarmView>> {
  const rows = await db.alarm.findMany({
    where: await whereOf(db, filter),
    include,
    orderBy: [{ firedAt: "desc" }, { id: "desc" }],
    take: filter.limit + 1,
  });
  const around = await loadAround(db, rows);
  const { items, nextCursor } = toPage(rows, filter.limit, (row) => `${row.firedAt.getTime()} ${row.id}`);
  return { items: items.map((row) => view(row, around)), nextCursor };
}

/** One alarm with its arithmetic and what became of each notice; null when there is none. */
export async function findAlarmDetail(db: Db | Tx, id: string): Promise<AlarmDetail | null> {
  const row = await db.alarm.findUnique({ where: { id }, include });
  if (!row) return null;
  const around = await loadAround(db, [row]);
  return { ...view(row, around), facts: AlarmFacts.parse(row.facts), notices: row.notices.map(noticeView) };
}
