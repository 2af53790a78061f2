import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { AuthorizationCase } from "./domain/authorization";
import type { LaneEntry } from "./domain/kind";
import type { SettleBefore, SettleEntry, Settlement } from "./domain/settle";

interface Lane {
  readonly serviceId: string;
  readonly environmentId: string;
}

interface Row {
  id: string;
  version_id: string;
  state: LaneEntry["state"];
  origin: LaneEntry["origin"];
  started_at: Date;
  flags: string[];
  commit_sha: string | null;
  said: { previousCommitSha?: string; isEmergency?: boolean } | null;
  ticket_key: string | null;
  ticket_system: string | null;
  ticket_state: string | null;
  ticket_type: LaneEntry["ticketType"];
  ticket_approved_at: Date | null;
  train_ticket_key: string | null;
  train_ticket: { system: string; state: string; type: string | null; approved_at: string | null } | null;
  branch: string | null;
  open_incident: string | null;
  emergency: string | null;
}

/** An incident explains a deployment as a hotfix for this long. */
const hotfixHours = 24;

/** The deployments of a lane that started at `since` or later, in order of start. */
export async function loadUnsettled(db: SqlExecutor, lane: Lane, since: Instant): Promise<SettleEntry[]> {
  const rows = await db.query<Row>(sql`
    with told as (
      select d.*, lower(coalesce(d.to_commit, v.commit_sha)) as sha, e.kind::text as environment_kind
      from deployment d join version v on v.id = d.version_id join environment e on e.id = d.environment_id
      where d.service_id = ${lane.serviceId} and d.environment_id = ${lane.environmentId}
        and d.started_at >= ${text(since)}::timestamptz)
    select d.id, d.version_id, d.state::text as state, d.origin::text as origin, d.started_at, d.flags,
           d.sha as commit_sha, d.said, k.key as ticket_key, t.system as ticket_system, t.state as ticket_state,
           t.type as ticket_type, t.approved_at as ticket_approved_at,
           g.key as train_ticket_key, g.ticket as train_ticket, r.branch, i.external_key as open_incident,
           (select 'E-' || m.number from emergency_release m where m.rollout_id = d.rollout_id) as emergency
    from told d
    left join lateral (
      select coalesce(d.said ->> 'ticketKey',
        (select c.ticket_keys[1] from change_request c where d.sha is not null and c.ticket_keys <> '{}'
           and (c.merge_sha = d.sha or c.head_sha = d.sha) order by c.subject_key limit 1)) as key) k on true
    left join lateral (select * from change_ticket where key = k.key order by system limit 1) t on true
    left join lateral (
      -- What was named after it had begun gave it no leave.
      select x.key, (select to_jsonb(c) from (
          select system, state, type, approved_at from change_ticket where key = x.key order by system limit 1) c) as ticket
      from train_move m join train_car w on w.id = m.car_id
      join lateral (select key from train_ticket where train_id = w.train_id and at <= d.started_at order by id desc limit 1) x on true
      where m.rollout_id = d.rollout_id) g on true
    left join lateral (
      select branch from pipeline_run where branch is not null
        and (subject_key = d.said ->> 'runKey' or commit_sha = d.sha) order by subject_key limit 1) r on true
    left join lateral (
      select external_key from incident where service_id = d.service_id
        and (environment_id = d.environment_id or (environment_id is null and d.environment_kind = 'production'))
        and detected_at <= d.started_at and detected_at > d.started_at - make_interval(hours => ${hotfixHours})
        and (resolved_at is null or resolved_at >= d.started_at) and duplicate_of_key is null
      order by detected_at, id limit 1) i on true
    order by d.started_at, d.id`);
  return rows.map((row) => ({
    id: row.id,
    versionId: row.version_id,
    state: row.state,
    origin: row.origin,
    startedAt: instant(row.started_at.getTime()),
    flags: row.flags,
    isEmergency: row.said?.isEmergency ?? false,
    emergencyReference: row.emergency,
    ticketType: row.ticket_type,
    branch: row.branch,
    openIncident: row.open_incident,
    commitSha: row.commit_sha,
    saidFromCommit: row.said?.previousCommitSha ?? null,
    ticketKey: row.ticket_key,
    ticket: ticketOf(row),
    trainTicket: trainTicketOf(row),
  }));
}

function trainTicketOf({ train_ticket_key, train_ticket }: Row): SettleEntry["trainTicket"] {
  if (train_ticket_key === null) return null;
  if (train_ticket === null) return { key: train_ticket_key, ticket: null };
  const { system, state, type, approved_at } = train_ticket;
  const approvedAt = approved_at === null ? null : instant(Date.parse(approved_at));
  return { key: train_ticket_key, ticket: { system, state, type, approvedAt } };
}

function ticketOf(row: Row): AuthorizationCase["ticket"] {
  if (row.ticket_system === null || row.ticket_state === null) return null;
  const approvedAt = row.ticket_approved_at ? instant(row.ticket_approved_at.getTime()) : null;
  return { system: row.ticket_system, state: row.ticket_state, type: row.ticket_type, approvedAt };
}

/** What a lane was before `since`, as far as these versions and the one that ran then are concerned. */
export async function loadPast(
  db: SqlExecutor,
  lane: Lane,
  since: Instant,
  versionIds: readonly string[],
): Promise<SettleBefore> {
  const { serviceId, environmentId } = lane;
  // What ran, and the newest commit that is known to have: the version that ran may have told none, and then the one before it counts.
  const [running] = await db.query<{ version_id: string | null; sha: string | null }>(sql`
    with success as (
      select d.version_id, lower(coalesce(d.to_commit, v.commit_sha)) as sha, d.started_at, d.id
      from deployment d join version v on v.id = d.version_id
      where d.service_id = ${serviceId} and d.environment_id = ${environmentId} and d.state = 'succeeded'
        and d.started_at < ${text(since)}::timestamptz)
    select (select version_id from success order by started_at desc, id desc limit 1) as version_id,
      (select sha from success where sha is not null order by started_at desc, id desc limit 1) as sha`);
  const asked = [...versionIds, ...(running?.version_id ? [running.version_id] : [])];
  const versions = await db.query<{ version_id: string; first_at: Date | null; count: number }>(sql`
    select version_id, min(started_at) filter (where state = 'succeeded') as first_at,
      greatest(count(*), max(attempt))::int as count
    from deployment where service_id = ${serviceId} and environment_id = ${environmentId}
      and started_at < ${text(since)}::timestamptz and version_id = any(${asked}::text[])
    group by version_id`);
  const [environment] = await db.query<{ kind: string }>(
    sql`select kind::text as kind from environment where id = ${environmentId}`,
  );
  const firsts = versions.flatMap(({ version_id, first_at }) =>
    first_at ? [[version_id, instant(first_at.getTime())] as const] : [],
  );
  return {
    runningVersionId: running?.version_id ?? null,
    runningCommit: running?.sha ?? null,
    firstSuccess: new Map(firsts),
    attempts: new Map(versions.map(({ version_id, count }) => [version_id, count])),
    isProduction: environment?.kind === "production",
  };
}

/** Write what was decided, where it differs. Answers how many deployments changed. */
export async function saveSettled(db: SqlExecutor, settled: readonly Settlement[]): Promise<number> {
  if (settled.length === 0) return 0;
  const rows = JSON.stringify(settled);
  // Numbers are exchanged among rows: first they go out of each other's way.
  await db.query(sql`
    update deployment d set attempt = 1000000000 + n.attempt from jsonb_to_recordset(${rows}::jsonb) as n(id text, attempt int)
    where d.id = n.id and d.attempt <> n.attempt`);
  const changed = await db.query<{ id: string }>(sql`
    update deployment d set attempt = n.attempt, kind = n.kind::delivery_kind, kind_reason = n."kindReason",
      from_commit = n."fromCommit", to_commit = n."toCommit", ticket_key = n."ticketKey", "authorization" = n."authorization",
      authorization_reason = n."authorizationReason"
    from jsonb_to_recordset(${rows}::jsonb) as n(id text, attempt int, kind text, "kindReason" text, "fromCommit" text,
      "toCommit" text, "ticketKey" text, "authorization" text, "authorizationReason" text)
    where d.id = n.id and (d.attempt, d.kind::text, d.kind_reason, d.from_commit, d.to_commit, d.ticket_key, d."authorization",
      d.authorization_reason) is distinct from (n.attempt, n.kind, n."kindReason", n."fromCommit", n."toCommit",
      n."ticketKey", n."authorization", n."authorizationReason")
    returning d.id`);
  return changed.length;
}

function text(at: Instant): string {
  return new Date(at).toISOString();
}
