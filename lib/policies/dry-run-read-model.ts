import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "@/lib/slos/contract";
import type { BudgetPolicyDefinition } from "./contract";
import { type HourLine, hourLine } from "./domain/dry-run";

const place = { select: { slug: true, name: true } } as const;

/** As many deployments as are looked at; the newest. */
export const maxDeployments = 1_000;

/** Deployments between two instants that a policy of this scope would have asked about: releases, no way back. */
export async function listPastDeployments(
  db: Db | Tx,
  { tier, environmentKinds }: BudgetPolicyDefinition["scope"],
  from: Date,
  to: Date,
) {
  const where = {
    startedAt: { gte: from, lt: to },
    origin: { not: "rollback" as const },
    service: { tier },
    environment: { kind: { in: environmentKinds } },
  };
  const rows = await db.deployment.findMany({
    where,
    select: {
      id: true,
      startedAt: true,
      serviceId: true,
      environmentId: true,
      service: place,
      environment: place,
      version: { select: { name: true } },
    },
    orderBy: { startedAt: "desc" },
    take: maxDeployments,
  });
  const total = rows.length < maxDeployments ? rows.length : await db.deployment.count({ where });
  return { rows, total };
}

interface HourRow {
  id: string;
  hours: { hour: number; good: number; total: number; counted: number; unknown: number; worth: number }[] | null;
}

/** Objectives in force of a service in an environment, with their stored hours from `from` on. */
export async function loadHourLines(
  db: Db | Tx,
  { serviceId, environmentId }: { readonly serviceId: string; readonly environmentId: string },
  from: Date,
): Promise<{ readonly objectives: number; readonly lines: HourLine[] }> {
  const objectives = await db.objective.findMany({
    where: { serviceId, environmentId, retiredAt: null },
    select: { id: true, name: true, version: true, definition: true },
    orderBy: { slug: "asc" },
    take: 20,
  });
  const rows = await prismaExecutor(db).query<HourRow>(sql`
    select o.id, (
      select jsonb_agg(jsonb_build_object('hour', extract(epoch from h.hour) * 1000, 'good', h.good, 'total', h.total,
                       'counted', h.counted, 'unknown', h.unknown, 'worth', h.worth) order by h.hour)
      from objective_hour h join objective_seal s on s.objective_id = h.objective_id and s.version = h.version
      where h.objective_id = o.id and h.version = o.version and h.hour >= ${from.toISOString()}::timestamptz
        and h.hour >= s.sealed_from and h.hour < s.sealed_until) as hours
    from unnest(${objectives.map(({ id }) => id)}::text[], ${objectives.map(({ version }) => version)}::int[]) as o(id, version)`);
  const hoursOf = new Map(rows.map(({ id, hours }) => [id, hours ?? []]));
  const lines = objectives.flatMap(({ id, name, definition }) => {
    const line = hourLine({ name, definition: SloDefinition.parse(definition) }, hoursOf.get(id) ?? []);
    return line ?? [];
  });
  return { objectives: objectives.length, lines };
}
