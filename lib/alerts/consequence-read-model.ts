import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { BudgetPolicyDefinition } from "@/lib/policies/contract";
import { SloDefinition } from "@/lib/slos/contract";
import { countedAt } from "@/lib/slos/counted-at-read-model";

/** An objective under an error-budget policy. */
export interface GovernedObjective {
  readonly policy: { readonly id: string; readonly slug: string; readonly name: string };
  readonly rules: BudgetPolicyDefinition;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly definition: SloDefinition;
  readonly targetId: string | null;
  readonly serviceId: string;
  readonly environmentId: string;
}

interface Row {
  policy_id: string;
  policy_slug: string;
  policy_name: string;
  rules: unknown;
  id: string;
  name: string;
  version: number;
  definition: unknown;
  target_id: string | null;
  service_id: string;
  environment_id: string;
}

/** Objectives in force with the policies in force for their places. */
export async function listGoverned(db: SqlExecutor): Promise<GovernedObjective[]> {
  const rows = await db.query<Row>(sql`
    select p.id as policy_id, p.slug as policy_slug, p.name as policy_name, p.definition as rules,
      o.id, o.name, o.version, o.definition, t.id as target_id, o.service_id, o.environment_id
    from budget_policy p
    join service s on s.tier = p.tier and s.archived_at is null
    join environment e on e.kind = any(p.environment_kinds)
    join objective o on o.service_id = s.id and o.environment_id = e.id and o.retired_at is null
    ${countedAt}
    where p.retired_at is null order by p.id, o.id`);
  return rows.map((row) => ({
    policy: { id: row.policy_id, slug: row.policy_slug, name: row.policy_name },
    rules: BudgetPolicyDefinition.parse(row.rules),
    id: row.id,
    name: row.name,
    version: row.version,
    definition: SloDefinition.parse(row.definition),
    targetId: row.target_id,
    serviceId: row.service_id,
    environmentId: row.environment_id,
  }));
}

/** A rollout that is being or was taken back. */
export interface RolledBack {
  readonly id: string;
  readonly number: number;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly canary: string;
  readonly stable: string;
  readonly cause: string | null;
  readonly isDone: boolean;
}

/** Rollouts that are being taken back, or were since `since` (ISO 8601), of which nobody was told. */
export function listUntoldRollbacks(db: SqlExecutor, since: string): Promise<RolledBack[]> {
  return db.query<RolledBack>(sql`
    select r.id, r.number, r.service_id as "serviceId", r.environment_id as "environmentId", r.canary_version as canary,
      r.stable_version as stable, r.rollback_cause as cause, r.phase = 'rolled_back' as "isDone"
    from rollout r
    where (r.phase = 'rolling_back' or (r.phase = 'rolled_back' and r.finished_at > ${since}::timestamptz))
      and not exists (select from alarm a where a.subject_key = 'rollout:' || r.id)
    order by r.number limit 100`);
}

/** Of these rollouts, those that are taken back for good. */
export async function listDoneRollbacks(db: SqlExecutor, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(sql`
    select id from rollout where id = any(${[...ids]}::text[]) and phase = 'rolled_back'`);
  return new Set(rows.map(({ id }) => id));
}

/** Take the right to watch until the transaction ends; false when somebody else has it. */
export async function claimWatch(db: SqlExecutor): Promise<boolean> {
  const [row] = await db.query<{ mine: boolean }>(sql`
    select pg_try_advisory_xact_lock(hashtext('signalbox alerts'), hashtext('watch consequences')) as mine`);
  return row?.mine ?? false;
}
