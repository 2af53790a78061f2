import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import type { EnvironmentView } from "./contract";

const isOpen: Prisma.RolloutWhereInput = { phase: { notIn: ["completed", "rolled_back", "cancelled"] } };

type EnvironmentRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, slug: string) {
  return db.environment.findUnique({
    where: { slug },
    include: { _count: { select: { targets: true, rollouts: { where: isOpen } } } },
  });
}

function view(row: EnvironmentRow): EnvironmentView {
  const { id, slug, name, kind, rank, revision } = row;
  const counts = { targets: row._count.targets, openRollouts: row._count.rollouts };
  return { id, slug, name, kind, rank, revision, ...counts, createdAt: row.createdAt.toISOString() };
}

/** An environment by its slug; null when there is none. */
export async function findEnvironment(db: Db | Tx, slug: string): Promise<EnvironmentView | null> {
  const row = await findRow(db, slug);
  return row ? view(row) : null;
}

/** All environments, from the first that a change reaches to the last. There are few, so they are not paged. */
export async function listEnvironmentViews(db: Db | Tx): Promise<EnvironmentView[]> {
  const rows = await db.environment.findMany({
    include: { _count: { select: { targets: true, rollouts: { where: isOpen } } } },
    orderBy: [{ rank: "asc" }, { slug: "asc" }],
  });
  return rows.map(view);
}
