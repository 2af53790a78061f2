import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { AssumptionFields, type KeptAssumptions } from "./contract";

/** What was kept last for the first of these scopes that has anything; null when none has. */
export async function findAssumptions(db: SqlExecutor, scopes: readonly string[]): Promise<KeptAssumptions | null> {
  const [row] = await db.query<Omit<KeptAssumptions, "keptAt"> & { keptAt: Date }>(sql`
    select a.scope, a.content, a.reason, a.kept_by as "keptBy", a.kept_at as "keptAt"
    from forecast_assumption a join unnest(${[...scopes]}::text[]) with ordinality as s(scope, place) on s.scope = a.scope
    order by s.place, a.kept_at desc, a.id desc limit 1`);
  return row ? { ...row, content: AssumptionFields.parse(row.content), keptAt: row.keptAt.toISOString() } : null;
}
