import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { TargetView } from "./contract";

interface TargetRow extends Omit<TargetView, "setAt"> {
  readonly setAt: Date;
}

/** The newest target of each measure in a scope. */
export async function targetsInForce(db: SqlExecutor, scope: string): Promise<TargetView[]> {
  const rows = await db.query<TargetRow>(sql`
    select distinct on (measure) id, measure, scope, value, reason, set_by as "setBy", set_at as "setAt"
    from delivery_target where scope = ${scope} order by measure, set_at desc, id desc`);
  return rows.map((row) => ({ ...row, setAt: row.setAt.toISOString() }));
}
