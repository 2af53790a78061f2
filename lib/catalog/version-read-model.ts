import type { Db, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { VersionView } from "./contract";

const include = { slots: { include: { target: { include: { environment: true } } } } } as const;

type VersionRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, id: string) {
  return db.version.findUnique({ where: { id }, include });
}

function view(row: VersionRow): VersionView {
  const runsIn = row.slots
    .toSorted((one, other) => one.target.environment.rank - other.target.environment.rank)
    .map(({ slot, isLive, target }) => ({ environment: target.environment.slug, slot, isLive }));
  const { id, name, commitSha, artifactDigest } = row;
  return { id, name, commitSha, artifactDigest, createdAt: row.createdAt.toISOString(), runsIn };
}

/** A version as shown; null when there is none. */
export async function findVersion(db: Db | Tx, id: string): Promise<VersionView | null> {
  const row = await findRow(db, id);
  return row ? view(row) : null;
}

/** Versions of a service, newest first. */
export async function listVersionViews(
  db: Db | Tx,
  given: { serviceId: string; limit: number; cursor?: string | undefined },
): Promise<Page<VersionView>> {
  const after = decodeCursor(given.cursor, /^\d{1,13} \w{1,64}$/)?.split(" ");
  const createdAt = new Date(Number(after?.[0] ?? 0));
  const rows = await db.version.findMany({
    where: {
      serviceId: given.serviceId,
      ...(after ? { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: after[1] ?? "" } }] } : {}),
    },
    include,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: given.limit + 1,
  });
  const page = toPage(rows, given.limit, (row) => `${row.createdAt.getTime()} ${row.id}`);
  return { items: page.items.map(view), nextCursor: page.nextCursor };
}
