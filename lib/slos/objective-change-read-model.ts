import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "./contract";
import type { PresentObjective } from "./domain/as-code/plan";
import type { Party } from "./domain/parties";

/** Changes of an objective, newest first. */
export async function loadChanges(db: Db | Tx, objectiveId: string) {
  return db.objectiveChange.findMany({ where: { objectiveId }, orderBy: { revision: "desc" }, take: 100 });
}

/** The person who wrote a revision; null when nobody knows. */
export async function authorOf(db: Db | Tx, objectiveId: string, revision: number): Promise<string | null> {
  const found = await db.objectiveChange.findUnique({
    where: { objectiveId_revision: { objectiveId, revision } },
    select: { byPerson: true },
  });
  return found?.byPerson ?? null;
}

/** Sign-offs of an objective in the order in which they were given. */
export async function loadSignOffs(db: Db | Tx, objectiveId: string) {
  const rows = await db.objectiveSignOff.findMany({ where: { objectiveId }, orderBy: { id: "asc" }, take: 500 });
  return rows.map((row) => ({ ...row, party: row.party as Party }));
}

/** Objectives with these slugs, also retired ones, and all that are in force of these services. */
export async function loadPresent(
  db: Db | Tx,
  asked: { readonly slugs: readonly string[]; readonly services: readonly string[] },
): Promise<PresentObjective[]> {
  const rows = await db.objective.findMany({
    where: {
      OR: [{ slug: { in: [...asked.slugs] } }, { retiredAt: null, service: { slug: { in: [...asked.services] } } }],
    },
    include: { service: { select: { slug: true } }, environment: { select: { slug: true } } },
    orderBy: { slug: "asc" },
  });
  return rows.map((row) => ({
    slug: row.slug,
    name: row.name,
    service: row.service.slug,
    environment: row.environment.slug,
    definition: SloDefinition.parse(row.definition),
    revision: row.revision,
    isRetired: row.retiredAt !== null,
  }));
}
