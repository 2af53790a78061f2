import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { reliabilityOf, type ToldMinutes } from "./domain/source-reliability";
import { SourceConfig, type SourceView } from "./source-contract";
import { loadToldMinutes } from "./source-reliability-read-model";

const bindings = z.array(z.object({ source: z.string() }));

type SourceRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, slug: string) {
  return db.metricSource.findUnique({ where: { slug } });
}

async function usersOf(db: Db | Tx): Promise<{ source: string; target: SourceView["targets"][number] }[]> {
  const targets = await db.target.findMany({
    select: { id: true, telemetry: true, service: { select: { slug: true } }, environment: { select: { slug: true } } },
  });
  return targets.flatMap((target) =>
    bindings.parse(target.telemetry).map(({ source }) => ({
      source,
      target: { id: target.id, service: target.service.slug, environment: target.environment.slug },
    })),
  );
}

function view(
  row: SourceRow,
  users: Awaited<ReturnType<typeof usersOf>>,
  told: ReadonlyMap<string, ToldMinutes>,
): SourceView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    config: SourceConfig.parse(row.config),
    hasSecret: row.secret !== null,
    targets: users.filter((user) => user.source === row.slug).map((user) => user.target),
    reliability: reliabilityOf(told.get(row.slug) ?? { expected: 0, known: 0 }),
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Every metric source with the targets that use it, by name. */
export async function listSourceViews(db: Db | Tx): Promise<SourceView[]> {
  const rows = await db.metricSource.findMany({ orderBy: { name: "asc" } });
  const users = await usersOf(db);
  const told = await loadToldMinutes(prismaExecutor(db));
  return rows.map((row) => view(row, users, told));
}

/** One metric source; null when there is none. */
export async function findSource(db: Db | Tx, slug: string): Promise<SourceView | null> {
  const row = await findRow(db, slug);
  return row && view(row, await usersOf(db), await loadToldMinutes(prismaExecutor(db)));
}

/** Which of these slugs name a metric source. */
export async function knownSourceSlugs(db: Db | Tx, slugs: readonly string[]): Promise<Set<string>> {
  const rows = await db.metricSource.findMany({ where: { slug: { in: [...slugs] } }, select: { slug: true } });
  return new Set(rows.map((row) => row.slug));
}
