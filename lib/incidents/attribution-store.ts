import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Attribution } from "./domain/attribution";

/** What was decided for an incident, as it is written down. */
export interface DecidedAttribution {
  readonly incidentId: string;
  readonly outcome: Attribution["outcome"] | "person";
  readonly reason: string;
  readonly ruleVersion: number;
  readonly windowMs: number;
  readonly considered: Attribution["considered"];
  readonly flagFactId: string | null;
  /** The links that follow from it. */
  readonly links: readonly { readonly deploymentId: string; readonly score: number; readonly evidence: unknown }[];
}

/** How many candidates are kept to be shown. */
export const shownCandidates = 10;

/** Write what was found where it differs from what is stored, and when. */
export async function saveAttributions(db: SqlExecutor, decided: readonly DecidedAttribution[]): Promise<void> {
  if (decided.length === 0) return;
  const rows = decided.map((one) => ({
    incident_id: one.incidentId,
    rule_version: one.ruleVersion,
    outcome: one.outcome,
    reason: one.reason,
    window_ms: one.windowMs,
    considered: one.considered.slice(0, shownCandidates),
    flag_fact_id: one.flagFactId,
  }));
  await db.query(sql`
    insert into incident_attribution as a (incident_id, rule_version, outcome, reason, window_ms, considered, flag_fact_id)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(incident_id text, rule_version int, outcome text,
      reason text, window_ms bigint, considered jsonb, flag_fact_id text)
    on conflict (incident_id) do update set rule_version = excluded.rule_version, outcome = excluded.outcome,
      reason = excluded.reason, window_ms = excluded.window_ms, considered = excluded.considered,
      flag_fact_id = excluded.flag_fact_id, decided_at = clock_timestamp()
    where (a.rule_version, a.outcome, a.reason, a.window_ms, a.considered, a.flag_fact_id) is distinct from
      (excluded.rule_version, excluded.outcome, excluded.reason, excluded.window_ms, excluded.considered, excluded.flag_fact_id)`);
}

/**
 * Make the rule's own links of these incidents what was decided: those that hold no longer are superseded, new ones are added, those
 * that say the same stay as they were made. What people said is not touched. Answers the deployments whose links changed.
 */
export async function saveSystemLinks(
  db: SqlExecutor,
  decided: readonly DecidedAttribution[],
  nextId: (prefix: string) => string,
): Promise<string[]> {
  const wanted = decided.flatMap(({ incidentId, ruleVersion, links }) =>
    links.map(({ deploymentId, score, evidence }) => {
      const id = nextId("lnk");
      return { id, incident_id: incidentId, deployment_id: deploymentId, rule_version: ruleVersion, score, evidence };
    }),
  );
  const rows = JSON.stringify(wanted);
  const superseded = await db.query<{ deployment_id: string }>(sql`
    update incident_link l set superseded_at = clock_timestamp()
    where l.incident_id = any(${decided.map(({ incidentId }) => incidentId)}::text[]) and l.superseded_at is null
      and l.decided_by_kind = 'system' and not exists (
        select from jsonb_to_recordset(${rows}::jsonb) as n(incident_id text, deployment_id text, rule_version int,
          score float8, evidence jsonb)
        where n.incident_id = l.incident_id and n.deployment_id = l.deployment_id and n.rule_version = l.rule_version
          and n.score = l.score and n.evidence = l.evidence)
    returning l.deployment_id`);
  const added = await db.query<{ deployment_id: string }>(sql`
    insert into incident_link (id, incident_id, deployment_id, verdict, score, evidence, decided_by_kind, decided_by, rule_version)
    select n.id, n.incident_id, n.deployment_id, 'caused', n.score, n.evidence, 'system', 'attribution', n.rule_version
    from jsonb_to_recordset(${rows}::jsonb) as n(id text, incident_id text, deployment_id text, rule_version int, score float8,
      evidence jsonb)
    where not exists (select from incident_link l where l.incident_id = n.incident_id
      and l.deployment_id = n.deployment_id and l.superseded_at is null)
    returning deployment_id`);
  return [...new Set([...superseded, ...added].map(({ deployment_id }) => deployment_id))];
}

/** Lanes of deployments, from their starts. */
export async function lanesOfDeployments(
  db: SqlExecutor,
  ids: readonly string[],
): Promise<{ readonly serviceId: string; readonly environmentId: string; readonly startedAt: Date }[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<{ service_id: string; environment_id: string; started_at: Date }>(sql`
    select service_id, environment_id, min(started_at) as started_at from deployment where id = any(${[...ids]}::text[])
    group by service_id, environment_id`);
  return rows.map((row) => ({
    serviceId: row.service_id,
    environmentId: row.environment_id,
    startedAt: row.started_at,
  }));
}
