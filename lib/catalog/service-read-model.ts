import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { RecentDeployment, ServiceDetail, ServiceListItem, ServiceView } from "./contract";
import { loadRunning } from "./running-read-model";

const recentDeployments = 10;
const include = { ownerTeam: { select: { id: true, slug: true, name: true } } } as const;

type ServiceRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, slug: string) {
  return db.service.findUnique({ where: { slug }, include });
}

function view(row: ServiceRow): ServiceView {
  const { id, slug, name, description, tier, ownerTeam, repositoryUrl, repositoryPaths, attributionHours, revision } =
    row;
  return {
    id,
    slug,
    name,
    description,
    tier,
    ownerTeam,
    repositoryUrl,
    repositoryPaths,
    attributionHours,
    revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}

/** A service by its slug; null when there is none. */
export async function findService(db: Db | Tx, slug: string): Promise<ServiceView | null> {
  const row = await findRow(db, slug);
  return row ? view(row) : null;
}

/** Ids of the services with these slugs, archived ones included; slugs that are unknown are missing from the answer. */
export async function serviceIdsBySlug(db: Db | Tx, slugs: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.service.findMany({ where: { slug: { in: [...slugs] } }, select: { id: true, slug: true } });
  return new Map(rows.map((row) => [row.slug, row.id]));
}

/** Ids of the environments with these slugs; slugs that are unknown are missing from the answer. */
export async function environmentIdsBySlug(db: Db | Tx, slugs: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.environment.findMany({ where: { slug: { in: [...slugs] } }, select: { id: true, slug: true } });
  return new Map(rows.map((row) => [row.slug, row.id]));
}

export interface ServiceFilter {
  readonly q?: string | undefined;
  readonly tier?: number | undefined;
  readonly team?: string | undefined;
  readonly archived: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

function whereOf(filter: ServiceFilter): Prisma.ServiceWhereInput {
  const after = decodeCursor(filter.cursor, /^[a-z0-9-]{1,63}$/);
  const part = filter.q ? { contains: escapeLike(filter.q), mode: "insensitive" as const } : null;
  return {
    archivedAt: filter.archived ? { not: null } : null,
    ...(filter.tier === undefined ? {} : { tier: filter.tier }),
    ...(filter.team ? { ownerTeam: { slug: filter.team } } : {}),
    ...(part ? { OR: [{ slug: part }, { name: part }, { description: part }] } : {}),
    ...(after ? { slug: { gt: after } } : {}),
  };
}

/** Prisma passes `%` and `_` on as wildcards; people who type them mean the characters. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Services by slug, each with what runs where. */
export async function listServiceItems(db: Db | Tx, filter: ServiceFilter): Promise<Page<ServiceListItem>> {
  const rows = await db.service.findMany({
    where: whereOf(filter),
    include,
    orderBy: { slug: "asc" },
    take: filter.limit + 1,
  });
  const page = toPage(rows, filter.limit, (row) => row.slug);
  const running = await loadRunning(
    db,
    page.items.map((row) => row.id),
  );
  return {
    items: page.items.map((row) => ({ ...view(row), running: running.get(row.id) ?? [] })),
    nextCursor: page.nextCursor,
  };
}

async function loadRecentDeployments(db: Db | Tx, serviceId: string): Promise<RecentDeployment[]> {
  const rows = await db.deployment.findMany({
    where: { serviceId },
    include: {
      environment: { select: { id: true, slug: true, name: true } },
      version: { select: { name: true } },
    },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: recentDeployments,
  });
  return rows.map((row) => ({
    id: row.id,
    environment: row.environment,
    version: row.version.name,
    attempt: row.attempt,
    origin: row.origin,
    kind: row.kind,
    state: row.state,
    rolloutId: row.rolloutId,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    startedBy: row.startedBy,
  }));
}

/** A service with what runs where and its last ten deployments; null when there is none. */
export async function findServiceDetail(db: Db | Tx, slug: string): Promise<ServiceDetail | null> {
  const service = await findService(db, slug);
  if (!service) return null;
  const running = await loadRunning(db, [service.id]);
  return {
    ...service,
    running: running.get(service.id) ?? [],
    recentDeployments: await loadRecentDeployments(db, service.id),
  };
}
