import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Rule } from "./waiver-record-read-model";

/**
 * Does a rule of this name apply here? Windows, policies, objectives and requirements are looked up; a change ticket is waived for every deployment
 * only.
 */
export async function isSubjectThere(db: SqlExecutor, rule: Rule): Promise<boolean> {
  const { kind, subject, serviceId, environmentId } = rule;
  if (kind === "change_ticket") return false;
  if (kind === "gate") {
    const requirements = await db.query(sql`
      select r.id from gate_requirement r join service s on s.id = ${serviceId}
      where r.kind = ${subject} and r.kind <> 'change_ticket' and (r.tier is null or r.tier = s.tier)
        and (r.environment_id is null or r.environment_id = ${environmentId})`);
    return requirements.length > 0;
  }
  if (kind === "budget_policy") {
    const policies = await db.query(sql`
      select p.id from budget_policy p join service s on s.id = ${serviceId} and s.tier = p.tier
      join environment e on e.id = ${environmentId} and e.kind = any(p.environment_kinds)
      where p.slug = ${subject} and p.retired_at is null`);
    return policies.length > 0;
  }
  const rows =
    kind === "freeze"
      ? await db.query(sql`
          select id from change_window where id = ${subject} and (service_id is null or service_id = ${serviceId})
            and (environment_id is null or environment_id = ${environmentId})`)
      : await db.query(sql`
          select id from objective where slug = ${subject} and service_id = ${serviceId}
            and environment_id = ${environmentId} and retired_at is null`);
  return rows.length > 0;
}

/** Names of rules by kind and subject (`freeze win_1`), for those that have one. */
export async function subjectNames(
  db: SqlExecutor,
  rules: readonly Pick<Rule, "kind" | "subject">[],
): Promise<ReadonlyMap<string, string>> {
  const of = (kind: string) => rules.filter((rule) => rule.kind === kind).map((rule) => rule.subject);
  const rows = await db.query<{ key: string; name: string }>(sql`
    select 'freeze ' || id as key, name from change_window where id = any(${of("freeze")}::text[])
    union all select 'budget_policy ' || slug, name from budget_policy
      where slug = any(${of("budget_policy")}::text[])
    union all select 'objective ' || slug, name from objective where slug = any(${of("objective")}::text[])
    union all select 'promise ' || slug, name from objective where slug = any(${of("promise")}::text[])`);
  return new Map(rows.map((row) => [row.key, row.name]));
}
