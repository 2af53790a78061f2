import { instant } from "@/lib/kernel/instant";
import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { DeploymentKind, DeploymentOrigin, DeploymentState, DeploymentView } from "./contract";
import { type KnownDeployment, refKey } from "./domain/import-rows";

const place = { select: { id: true, slug: true, name: true } } as const;
const include = {
  service: place,
  environment: place,
  version: { select: { name: true, commitSha: true, artifactDigest: true } },
} as const;

type DeploymentRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, id: string) {
  return db.deployment.findUnique({ where: { id }, include });
}

function view(row: DeploymentRow): DeploymentView {
  const { id, service, environment, version, attempt, origin, kind, state, rolloutId, startedBy, externalRef } = row;
  return {
    id,
    service,
    environment,
    version: version.name,
    commitSha: version.commitSha,
    artifactDigest: version.artifactDigest,
    attempt,
    origin,
    kind,
    state,
    rolloutId,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    startedBy,
    externalRef,
    ticketKey: row.ticketKey,
    authorization: row.authorization as DeploymentView["authorization"],
    madeInFreeze: row.madeInFreeze,
  };
}

/** A deployment as shown; null when there is none. */
export async function findDeployment(db: Db | Tx, id: string): Promise<DeploymentView | null> {
  const row = await findRow(db, id);
  return row ? view(row) : null;
}

export interface DeploymentFilter {
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly state?: DeploymentState | undefined;
  readonly origin?: DeploymentOrigin | undefined;
  readonly kind?: DeploymentKind | undefined;
  readonly authorization?: string | undefined;
  readonly ticket?: string | undefined;
  readonly since?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

function whereOf(filter: DeploymentFilter): Prisma.DeploymentWhereInput {
  const after = decodeCursor(filter.cursor, /^\d{1,13} \w{1,64}$/)?.split(" ");
  const startedAt = new Date(Number(after?.[0] ?? 0));
  return {
    ...(filter.service ? { service: { slug: filter.service } } : {}),
    ...(filter.environment ? { environment: { slug: filter.environment } } : {}),
    ...(filter.state ? { state: filter.state } : {}),
    ...(filter.origin ? { origin: filter.origin } : {}),
    ...(filter.kind ? { kind: filter.kind } : {}),
    ...(filter.authorization ? { authorization: filter.authorization } : {}),
    ...(filter.ticket ? { ticketKey: filter.ticket } : {}),
    AND: [
      ...(filter.since ? [{ startedAt: { gte: new Date(filter.since) } }] : []),
      ...(after ? [{ OR: [{ startedAt: { lt: startedAt } }, { startedAt, id: { lt: after[1] ?? "" } }] }] : []),
    ],
  };
}

/** Deployments, newest first. */
export async function listDeploymentViews(db: Db | Tx, filter: DeploymentFilter): Promise<Page<DeploymentView>> {
  const rows = await db.deployment.findMany({
    where: whereOf(filter),
    include,
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: filter.limit + 1,
  });
  const page = toPage(rows, filter.limit, (row) => `${row.startedAt.getTime()} ${row.id}`);
  return { items: page.items.map(view), nextCursor: page.nextCursor };
}

/** Deployments with one of these external references, by `refKey`. */
export async function findByExternalRef(
  db: Db | Tx,
  externalRefs: readonly string[],
): Promise<Map<string, KnownDeployment>> {
  const rows = await db.deployment.findMany({ where: { externalRef: { in: [...externalRefs] } }, include });
  return new Map(
    rows.map((row) => [
      refKey({ service: row.service.slug, environment: row.environment.slug, externalRef: row.externalRef ?? "" }),
      {
        id: row.id,
        version: row.version.name,
        state: row.state,
        startedAt: instant(row.startedAt.getTime()),
        finishedAt: row.finishedAt ? instant(row.finishedAt.getTime()) : null,
      },
    ]),
  );
}
