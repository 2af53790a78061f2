import type { NamedCause } from "@/lib/ingest/domain/fact";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { AttributedIncident, TakenBack } from "./domain/attribution";
import { takenBackIn } from "./domain/taken-back";

/** An incident with everything but its candidates. */
export interface IncidentCase extends AttributedIncident {
  readonly id: string;
  readonly windowMs: number | null;
  readonly repositoryUrl: string | null;
  /** Deployments that a person has named or cleared. */
  readonly personCaused: readonly string[];
  readonly personCleared: readonly string[];
}

interface IncidentRow {
  id: string;
  service_id: string | null;
  environment_id: string | null;
  detected_at: Date;
  resolved_at: Date | null;
  named_causes: NamedCause[];
  duplicate_of_key: string | null;
  attribution_hours: number | null;
  repository_url: string | null;
  caused: string[];
  cleared: string[];
}

/** Load incidents as attribution needs them, in the order of their ids. */
export async function loadIncidentCases(db: SqlExecutor, ids: readonly string[]): Promise<IncidentCase[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<IncidentRow>(sql`
    select i.id, i.service_id, i.environment_id, i.detected_at, i.resolved_at, i.named_causes, i.duplicate_of_key,
      s.attribution_hours, s.repository_url,
      coalesce(array_agg(l.deployment_id) filter (where l.verdict = 'caused'), '{}') as caused,
      coalesce(array_agg(l.deployment_id) filter (where l.verdict = 'not_caused'), '{}') as cleared
    from incident i left join service s on s.id = i.service_id
      left join incident_link l on l.incident_id = i.id and l.superseded_at is null and l.decided_by_kind <> 'system'
    where i.id = any(${[...ids]}::text[])
    group by i.id, s.id order by i.id`);
  return rows.map((row) => ({
    id: row.id,
    serviceId: row.service_id,
    environmentId: row.environment_id,
    detectedAt: instant(row.detected_at.getTime()),
    resolvedAt: row.resolved_at ? instant(row.resolved_at.getTime()) : null,
    causes: row.named_causes,
    duplicateOfKey: row.duplicate_of_key,
    windowMs: row.attribution_hours === null ? null : row.attribution_hours * 3_600_000,
    repositoryUrl: row.repository_url,
    personCaused: row.caused,
    personCleared: row.cleared,
  }));
}

/** A deployment as a candidate, before it is known for whom. */
export interface CandidateDeployment {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceNames: readonly string[];
  readonly repositoryUrl: string | null;
  readonly environmentId: string;
  readonly isProduction: boolean;
  readonly startedAt: Instant;
  readonly state: string;
  readonly kind: string;
  readonly version: string;
  readonly commitSha: string | null;
  readonly ticketKey: string | null;
  readonly url: string | null;
  readonly references: readonly string[];
  readonly takenBack: TakenBack | null;
}

interface DeploymentRow {
  id: string;
  service_id: string;
  slug: string;
  name: string;
  repository_url: string | null;
  environment_id: string;
  is_production: boolean;
  started_at: Date;
  state: string;
  kind: string;
  version: string;
  commit_sha: string | null;
  ticket_key: string | null;
  url: string | null;
  external_ref: string | null;
  subject_key: string | null;
  rollout_id: string | null;
}

/**
 * Deployments of these services, of those that share their repositories, that started in a span, and those that a sender names; oldest
 * first.
 */
export async function loadCandidateDeployments(
  db: SqlExecutor,
  wanted: { readonly serviceIds: readonly string[]; readonly causes: readonly NamedCause[] },
  span: { readonly from: Instant; readonly to: Instant },
): Promise<CandidateDeployment[]> {
  const near = await servicesNear(db, wanted.serviceIds);
  const found = [
    sql`select id from deployment where service_id = any(${near}::text[])
        and started_at >= ${new Date(span.from).toISOString()}::timestamptz
        and started_at <= ${new Date(span.to).toISOString()}::timestamptz`,
    ...namedBy(wanted.causes),
  ];
  const rows = await db.query<DeploymentRow>(sql`
    with found as materialized (${unionOf(found)})
    select d.id, d.service_id, s.slug, s.name, s.repository_url, d.environment_id, e.kind = 'production' as is_production,
      d.started_at, d.state::text as state, d.kind::text as kind, v.name as version,
      lower(coalesce(d.to_commit, v.commit_sha)) as commit_sha, d.ticket_key, d.url, d.external_ref, d.subject_key, d.rollout_id
    from found join deployment d on d.id = found.id join service s on s.id = d.service_id
      join environment e on e.id = d.environment_id join version v on v.id = d.version_id
    order by d.started_at, d.id`);
  return withTakenBack(rows);
}

/**
 * Asked apart: with it inside, the planner takes half of all services to share a repository, and reads every deployment there is for the
 * few that are meant.
 */
async function servicesNear(db: SqlExecutor, serviceIds: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select id from service where id = any(${[...serviceIds]}::text[])
    union
    select s.id from service own join service s on s.repository_url = own.repository_url
    where own.id = any(${[...serviceIds]}::text[])`);
  return rows.map(({ id }) => id);
}

/** Deployments that causes name. What no cause names is not asked for: an empty list reads a table too. */
function namedBy(causes: readonly NamedCause[]): Sql[] {
  const pick = (of: (cause: NamedCause) => string | undefined): string[] => causes.flatMap((one) => of(one) ?? []);
  const ids = pick(({ deploymentId }) => deploymentId);
  const urls = pick(({ deploymentUrl }) => deploymentUrl);
  const versions = pick(({ version }) => version);
  const commits = pick(({ commitSha }) => commitSha?.toLowerCase());
  return [
    ...(ids.length > 0
      ? [sql`select id from deployment where id = any(${ids}::text[]) or external_ref = any(${ids}::text[])`]
      : []),
    ...(urls.length > 0 ? [sql`select id from deployment where url = any(${urls}::text[])`] : []),
    ...(commits.length > 0 ? [sql`select id from deployment where to_commit = any(${commits}::text[])`] : []),
    ...(versions.length > 0
      ? [
          sql`select d.id from version v join deployment d on d.version_id = v.id where v.name = any(${versions}::text[])`,
        ]
      : []),
  ];
}

function unionOf(statements: readonly Sql[]): Sql {
  return statements.reduce((all, one) => sql`${all} union ${one}`);
}

function withTakenBack(rows: readonly DeploymentRow[]): CandidateDeployment[] {
  const steps = rows.map((row) => ({
    id: row.id,
    lane: `${row.service_id} ${row.environment_id}`,
    version: row.version,
    state: row.state,
    isRollback: row.kind === "rollback",
    startedAt: instant(row.started_at.getTime()),
  }));
  const lanes = Map.groupBy(steps, ({ lane }) => lane);
  const taken = new Map([...lanes.values()].flatMap((lane) => [...takenBackIn(lane)]));
  return rows.map((row) => ({
    id: row.id,
    serviceId: row.service_id,
    serviceNames: [row.slug, row.name, row.service_id],
    repositoryUrl: row.repository_url,
    environmentId: row.environment_id,
    isProduction: row.is_production,
    startedAt: instant(row.started_at.getTime()),
    state: row.state,
    kind: row.kind,
    version: row.version,
    commitSha: row.commit_sha,
    ticketKey: row.ticket_key,
    url: row.url,
    references: [row.external_ref, row.rollout_id, row.subject_key, row.subject_key?.split(":").at(-1)].flatMap(
      (one) => one ?? [],
    ),
    takenBack: taken.get(row.id) ?? null,
  }));
}

export interface CandidateFlag {
  readonly id: string;
  readonly flag: string;
  readonly serviceId: string;
  readonly environmentId: string | null;
  readonly isProduction: boolean;
  readonly at: Instant;
}

/** Flags of these services that were changed in a span. */
export async function loadCandidateFlags(
  db: SqlExecutor,
  serviceIds: readonly string[],
  span: { readonly from: Instant; readonly to: Instant },
): Promise<CandidateFlag[]> {
  const rows = await db.query<{
    fact_id: string;
    flag: string;
    service_id: string;
    environment_id: string | null;
    is_production: boolean | null;
    at: Date;
  }>(sql`
    select f.fact_id, f.flag, f.service_id, f.environment_id, e.kind = 'production' as is_production, f.at
    from flag_change f left join environment e on e.id = f.environment_id
    where f.service_id = any(${[...serviceIds]}::text[]) and f.at >= ${new Date(span.from).toISOString()}::timestamptz
      and f.at <= ${new Date(span.to).toISOString()}::timestamptz
    order by f.at, f.fact_id`);
  return rows.map((row) => ({
    id: row.fact_id,
    flag: row.flag,
    serviceId: row.service_id,
    environmentId: row.environment_id,
    isProduction: row.is_production ?? false,
    at: instant(row.at.getTime()),
  }));
}
