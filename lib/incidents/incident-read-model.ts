import { instant } from "@/lib/kernel/instant";
import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { CandidateView, IncidentDetail, IncidentState, IncidentView, LinkView } from "./contract";
import { attributionRule, type ScoredCandidate } from "./domain/attribution";
import { alertStateAt } from "./domain/incident-reading";

const cause = {
  select: { service: { select: { name: true } }, version: { select: { name: true } }, startedAt: true },
} as const;
const currentLinks = { where: { supersededAt: null, verdict: "caused" }, include: { deployment: cause } } as const;
const include = { attribution: true, links: currentLinks } as const;

type Row = Prisma.IncidentGetPayload<{ include: typeof include }>;

interface PlaceView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

interface Places {
  readonly services: ReadonlyMap<string, PlaceView>;
  readonly environments: ReadonlyMap<string, PlaceView>;
}

async function loadPlaces(db: Db | Tx, rows: readonly Row[]): Promise<Places> {
  const select = { id: true, slug: true, name: true } as const;
  const serviceIds = rows.flatMap(({ serviceId }) => serviceId ?? []);
  const services = await db.service.findMany({ where: { id: { in: serviceIds } }, select });
  const environments = await db.environment.findMany({ select });
  return {
    services: new Map(services.map((one) => [one.id, one])),
    environments: new Map(environments.map((one) => [one.id, one])),
  };
}

/** An alert that nobody speaks of any more is unknown: silence resolves nothing. */
function stateOf(row: Row, nowMs: number): IncidentState {
  const state = row.state as Exclude<IncidentState, "unknown">;
  if (row.origin !== "alert" || state !== "open") return state;
  const lastHeardAt = instant((row.lastHeardAt ?? row.detectedAt).getTime());
  return alertStateAt({ state: "firing", lastHeardAt }, instant(nowMs)) === "unknown" ? "unknown" : state;
}

function view(row: Row, places: Places, nowMs: number): IncidentView {
  const { id, externalKey, title, severity, url } = row;
  return {
    id,
    externalKey,
    title,
    severity,
    url,
    state: stateOf(row, nowMs),
    origin: row.origin === "alert" ? "alert" : "incident",
    service: places.services.get(row.serviceId ?? "") ?? null,
    environment: places.environments.get(row.environmentId ?? "") ?? null,
    detectedAt: row.detectedAt.toISOString(),
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    lastHeardAt: row.lastHeardAt?.toISOString() ?? null,
    outcome: (row.attribution?.outcome ?? null) as IncidentView["outcome"],
    causes: row.links.map(({ deploymentId, deployment, score, decidedByKind }) => ({
      deploymentId,
      service: deployment.service.name,
      version: deployment.version.name,
      score,
      byPerson: decidedByKind !== "system",
    })),
  };
}

export interface IncidentFilter {
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly state?: string | undefined;
  readonly severity?: string | undefined;
  readonly outcome?: string | undefined;
  readonly since?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

async function whereOf(db: Db | Tx, filter: IncidentFilter): Promise<Prisma.IncidentWhereInput> {
  const after = decodeCursor(filter.cursor, /^\d{1,13} \w{1,64}$/)?.split(" ");
  const detectedAt = new Date(Number(after?.[0] ?? 0));
  // The columns hold ids without a relation: what a signal tells may be about none of ours.
  const byslug = { select: { id: true } } as const;
  const service = filter.service
    ? await db.service.findUnique({ where: { slug: filter.service }, ...byslug })
    : undefined;
  const environment = filter.environment
    ? await db.environment.findUnique({ where: { slug: filter.environment }, ...byslug })
    : undefined;
  return {
    ...(service === undefined ? {} : { serviceId: service?.id ?? "none" }),
    ...(environment === undefined ? {} : { environmentId: environment?.id ?? "none" }),
    ...(filter.state ? { state: filter.state } : {}),
    ...(filter.severity ? { severity: filter.severity } : {}),
    ...(filter.outcome ? { attribution: { outcome: filter.outcome } } : {}),
    AND: [
      ...(filter.since ? [{ detectedAt: { gte: new Date(filter.since) } }] : []),
      ...(after ? [{ OR: [{ detectedAt: { lt: detectedAt } }, { detectedAt, id: { lt: after[1] ?? "" } }] }] : []),
    ],
  };
}

/** Incidents, newest first. */
export async function listIncidentViews(
  db: Db | Tx,
  filter: IncidentFilter,
  nowMs: number,
): Promise<Page<IncidentView>> {
  const rows = await db.incident.findMany({
    where: await whereOf(db, filter),
    include,
    orderBy: [{ detectedAt: "desc" }, { id: "desc" }],
    take: filter.limit + 1,
  });
  const page = toPage(rows, filter.limit, (row) => `${row.detectedAt.getTime()} ${row.id}`);
  const places = await loadPlaces(db, page.items);
  return { items: page.items.map((row) => view(row, places, nowMs)), nextCursor: page.nextCursor };
}

/** An incident with its log, its links and all that was considered; null when there is none. */
export async function findIncident(db: Db | Tx, id: string, nowMs: number): Promise<IncidentDetail | null> {
  const row = await db.incident.findUnique({ where: { id }, include });
  if (!row) return null;
  const places = await loadPlaces(db, [row]);
  const links = await loadLinks(db, id);
  const events = await db.incidentEvent.findMany({
    where: { incidentId: id },
    orderBy: [{ at: "asc" }, { factId: "asc" }],
  });
  const select = { id: true, title: true } as const;
  const original = row.duplicateOfKey
    ? await db.incident.findUnique({ where: { subjectKey: row.duplicateOfKey }, select })
    : null;
  const duplicates = await db.incident.findMany({ where: { duplicateOfKey: row.subjectKey }, select, take: 50 });
  return {
    ...view(row, places, nowMs),
    attribution: attributionView(row),
    candidates: await candidatesOf(db, row, links),
    links,
    events: events.map(({ factId, at, what, by, detail }) => ({ factId, at: at.toISOString(), what, by, detail })),
    original,
    duplicates,
    isDuplicateByPerson: row.personDuplicateOfKey !== null,
  };
}

function attributionView(row: Row): IncidentDetail["attribution"] {
  const { attribution } = row;
  if (!attribution) return null;
  const { reason, ruleVersion, windowMs, decidedAt } = attribution;
  return {
    outcome: attribution.outcome as NonNullable<IncidentDetail["attribution"]>["outcome"],
    reason,
    ruleVersion,
    windowMs: Number(windowMs),
    threshold: attributionRule.threshold,
    decidedAt: decidedAt.toISOString(),
  };
}

async function loadLinks(db: Db | Tx, incidentId: string): Promise<LinkView[]> {
  const rows = await db.incidentLink.findMany({
    where: { incidentId },
    include: { deployment: cause },
    orderBy: [{ decidedAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  return rows.map((row) => ({
    id: row.id,
    deploymentId: row.deploymentId,
    name: `${row.deployment.service.name} ${row.deployment.version.name}`,
    verdict: row.verdict === "not_caused" ? "not_caused" : "caused",
    score: row.score,
    decidedBy: row.decidedBy,
    byPerson: row.decidedByKind !== "system",
    reason: row.reason,
    ruleVersion: row.ruleVersion,
    decidedAt: row.decidedAt.toISOString(),
    supersededAt: row.supersededAt?.toISOString() ?? null,
  }));
}

/** What was considered, with the names of what it is, and what people added. */
async function candidatesOf(db: Db | Tx, row: Row, links: readonly LinkView[]): Promise<CandidateView[]> {
  const considered = (row.attribution?.considered ?? []) as unknown as readonly ScoredCandidate[];
  const current = new Map(links.filter((link) => link.supersededAt === null).map((link) => [link.deploymentId, link]));
  const added = [...current.keys()].filter((id) => !considered.some((one) => one.id === id));
  const ids = [...considered.filter(({ kind }) => kind === "deployment").map(({ id }) => id), ...added];
  const deployments = await db.deployment.findMany({
    where: { id: { in: ids } },
    select: { id: true, ...cause.select },
  });
  const flagIds = considered.filter(({ kind }) => kind === "flag_change").map(({ id }) => id);
  const flags = await db.flagChange.findMany({ where: { factId: { in: flagIds } } });
  const named = new Map([
    ...deployments.map(
      (one) => [one.id, { name: `${one.service.name} ${one.version.name}`, at: one.startedAt }] as const,
    ),
    ...flags.map((one) => [one.factId, { name: `flag ${one.flag}`, at: one.at }] as const),
  ]);
  const persons = added.map(
    (id): ScoredCandidate => ({ id, kind: "deployment", score: current.get(id)?.score ?? 0, evidence: [] }),
  );
  return [...persons, ...considered].map(({ id, kind, score, evidence }) => ({
    id,
    kind,
    name: named.get(id)?.name ?? "no longer known",
    startedAt: named.get(id)?.at.toISOString() ?? null,
    score,
    evidence: evidence.map((piece) => ({ ...piece })),
    verdict: current.get(id)?.verdict ?? null,
    byPerson: current.get(id)?.byPerson ?? false,
  }));
}
