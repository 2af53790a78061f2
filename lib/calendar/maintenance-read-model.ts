import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A maintenance window as far as it was planned: from its creation when that came after its start. */
export interface PlannedMaintenance {
  readonly id: string;
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** As many as one period can have; beyond, the earliest count. */
const maxWindows = 2_000;

/** Planned maintenance of a service in an environment that touches `[from, to)`, in order. What was entered afterwards was not planned. */
export async function listPlannedMaintenance(
  db: SqlExecutor,
  asked: {
    readonly serviceId: string;
    readonly environmentId: string;
    readonly from: Instant;
    readonly to: Instant;
  },
): Promise<PlannedMaintenance[]> {
  const rows = await db.query<{ id: string; name: string; from: Date; to: Date }>(sql`
    select id, name, greatest(starts_at, created_at) as "from", ends_at as "to" from change_window
    where kind = 'maintenance' and (service_id is null or service_id = ${asked.serviceId})
      and (environment_id is null or environment_id = ${asked.environmentId})
      and ends_at > ${new Date(asked.from).toISOString()}::timestamptz
      and starts_at < ${new Date(asked.to).toISOString()}::timestamptz and ends_at > created_at
    order by 3, id limit ${maxWindows}`);
  return rows.map((row) => ({ ...row, from: instant(row.from.getTime()), to: instant(row.to.getTime()) }));
}
