import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";

export interface NewService {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly tier: number;
  readonly ownerTeamId: string | null;
  readonly repositoryUrl: string | null;
  readonly repositoryPaths: string[];
  readonly attributionHours: number | null;
}

/** Insert a service. A slug that is taken breaks a unique constraint, which the use-case answers with `conflict`. */
export async function insertService(tx: Tx, service: NewService): Promise<void> {
  await tx.service.create({ data: service });
}

/** Hold the row of this slug until the transaction ends, so that edits queue; false when there is none. */
export async function lockService(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from service where slug = ${slug} for update`);
  return rows.length > 0;
}

export interface ServiceChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly tier?: number | undefined;
  readonly ownerTeamId?: string | null | undefined;
  readonly repositoryUrl?: string | null | undefined;
  readonly repositoryPaths?: string[] | undefined;
  readonly attributionHours?: number | null | undefined;
  readonly archivedAt?: Date | null;
}

/** Change a locked service; its revision grows by one. Fields that are undefined stay. */
export async function saveService(tx: Tx, slug: string, change: ServiceChange): Promise<void> {
  await tx.service.update({ where: { slug }, data: { ...change, revision: { increment: 1 } } });
}

/** Id of the team with this slug; null when there is none. */
export async function findTeamId(tx: Tx, slug: string): Promise<string | null> {
  const team = await tx.team.findUnique({ where: { slug }, select: { id: true } });
  return team?.id ?? null;
}

/** Numbers of the rollouts of a service that have not ended. */
export async function openRolloutNumbers(tx: Tx, serviceId: string): Promise<number[]> {
  const rows = await tx.rollout.findMany({
    where: { serviceId, phase: { notIn: ["completed", "rolled_back", "cancelled"] } },
    select: { number: true },
    orderBy: { number: "asc" },
  });
  return rows.map((row) => row.number);
}
