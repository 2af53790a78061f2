import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CausedIncident, LaneDeployment, LaneFacts, LaneTicket } from "./domain/build-records";
import type { RecordKind, RecordOrigin, RecordOutcome, RecordStrategy } from "./domain/delivery-record";
import type { DeploymentChanges } from "./port";

interface Lane {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** A lane's deployments without their changes, which come from elsewhere. */
export type LaneWithoutChanges = Omit<LaneFacts, "deployments"> & {
  readonly deployments: readonly Omit<LaneDeployment, "changes" | "changesGap">[];
};

/** What is known of a lane now, its changes apart; null when the service is not known. */
export async function loadLane(db: SqlExecutor, lane: Lane): Promise<LaneWithoutChanges | null> {
  const [service] = await db.query<{ owner_team_id: string | null; tier: number }>(
    sql`select owner_team_id, tier from service where id = ${lane.serviceId}`,
  );
  if (!service) return null;
  const [deployments, rollouts, incidents] = [
    await loadDeployments(db, lane),
    await loadRollouts(db, lane),
    await loadIncidents(db, lane),
  ];
  return {
    ...lane,
    teamId: service.owner_team_id,
    tier: service.tier,
    deployments: deployments.map((row) => deploymentOf(row, rollouts.get(row[0]), incidents.get(row[0]) ?? [])),
  };
}

/** Put the changes of each deployment to it. */
export function withChanges(lane: LaneWithoutChanges, changes: ReadonlyMap<string, DeploymentChanges>): LaneFacts {
  return {
    ...lane,
    deployments: lane.deployments.map((deployment) => {
      const own = changes.get(deployment.id);
      return { ...deployment, changes: own?.changes ?? [], changesGap: own?.gap ?? null };
    }),
  };
}

type DeploymentArray = readonly [
  id: string,
  version: string,
  origin: RecordOrigin,
  kind: RecordKind,
  state: RecordOutcome,
  startedAtMs: number,
  finishedAtMs: number | null,
  flags: readonly string[],
  ticketKey: string | null,
  ticketState: string | null,
  ticketType: string | null,
  isKindDecided: boolean,
  isCalledEmergency: boolean,
  authorization: string | null,
];

type TicketPart = [string | null, string | null, string | null, boolean, boolean, string | null];

async function loadDeployments(db: SqlExecutor, lane: Lane): Promise<DeploymentArray[]> {
  const [row] = await db.query<{ rows: string | null }>(sql`
    select json_agg(json_build_array(d.id, v.name, d.origin, d.kind, d.state, (extract(epoch from d.started_at) * 1000)::bigint,
      (extract(epoch from d.finished_at) * 1000)::bigint, d.flags, d.ticket_key, t.state, t.type,
      d.kind_reason is not null, coalesce((d.said->>'isEmergency')::boolean, false), d."authorization"))::text as rows
    from deployment d join version v on v.id = d.version_id
    left join lateral (
      select t.state, t.type from change_ticket t where t.key = d.ticket_key
      order by (t.state in ('rejected', 'cancelled')), t.system limit 1) t on true
    where d.service_id = ${lane.serviceId} and d.environment_id = ${lane.environmentId}`);
  return JSON.parse(row?.rows ?? "[]") as DeploymentArray[];
}

interface RolloutFacts {
  readonly strategy: RecordStrategy;
  readonly cause: string | null;
  readonly decidedAtMs: number | null;
  readonly fromSharePercent: number | null;
  readonly tookMs: number | null;
}

/** What our own rollouts know of a lane's deployments, by deployment. */
async function loadRollouts(db: SqlExecutor, lane: Lane): Promise<Map<string, RolloutFacts>> {
  const rows = await db.query<{
    id: string;
    strategy: RecordStrategy;
    cause: string | null;
    decided_at_ms: number | null;
    from_share: number | null;
    took_ms: number | null;
  }>(sql`
    select d.id, r.strategy, r.rollback_cause as cause,
      (select (extract(epoch from min(s.at)) * 1000)::float8 from rollout_snapshot s
        where s.rollout_id = r.id and s.phase = 'rolling_back') as decided_at_ms,
      (r.state->'rollback'->>'fromSharePercent')::float8 as from_share,
      (select (event->>'tookMs')::float8 from rollout_snapshot s, jsonb_array_elements(s.events) event
        where s.rollout_id = r.id and s.phase = 'rolled_back' and event->>'kind' = 'rolled_back' limit 1) as took_ms
    from deployment d join rollout r on r.id = d.rollout_id
    where d.service_id = ${lane.serviceId} and d.environment_id = ${lane.environmentId}`);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        strategy: row.strategy,
        cause: row.cause,
        decidedAtMs: row.decided_at_ms === null ? null : Math.floor(row.decided_at_ms),
        fromSharePercent: row.from_share,
        tookMs: row.took_ms === null ? null : Math.round(row.took_ms),
      },
    ]),
  );
}

/** Incidents that the lane's deployments are held to have caused, by deployment. A duplicate ends when its root does. */
async function loadIncidents(db: SqlExecutor, lane: Lane): Promise<Map<string, CausedIncident[]>> {
  const rows = await db.query<{
    deployment_id: string;
    id: string;
    root_id: string;
    detected_at_ms: number;
    resolved_at_ms: number | null;
    is_by_person: boolean;
  }>(sql`
    select l.deployment_id, i.id, root.id as root_id, (extract(epoch from i.detected_at) * 1000)::float8 as detected_at_ms,
      (extract(epoch from root.resolved_at) * 1000)::float8 as resolved_at_ms, l.decided_by_kind = 'user' as is_by_person
    from deployment d
    join incident_link l on l.deployment_id = d.id and l.superseded_at is null and l.verdict = 'caused'
    join incident i on i.id = l.incident_id
    left join incident first on first.subject_key = i.duplicate_of_key and first.id <> i.id
    left join incident second on second.subject_key = first.duplicate_of_key and second.id not in (i.id, first.id)
    join incident root on root.id = coalesce(second.id, first.id, i.id)
    where d.service_id = ${lane.serviceId} and d.environment_id = ${lane.environmentId}`);
  const found = new Map<string, CausedIncident[]>();
  for (const row of rows) {
    const incident = {
      id: row.id,
      rootId: row.root_id,
      detectedAt: momentOf(row.detected_at_ms),
      resolvedAt: row.resolved_at_ms === null ? null : momentOf(row.resolved_at_ms),
      isByPerson: row.is_by_person,
    };
    found.set(row.deployment_id, [...(found.get(row.deployment_id) ?? []), incident]);
  }
  return found;
}

function momentOf(ms: number): Instant {
  return instant(Math.floor(ms));
}

function deploymentOf(
  row: DeploymentArray,
  rollout: RolloutFacts | undefined,
  incidents: readonly CausedIncident[],
): LaneWithoutChanges["deployments"][number] {
  const [id, version, origin, kind, state, startedAtMs, finishedAtMs, flags] = row;
  const [ticketKey, ticketState, ticketType, isKindDecided, isCalledEmergency, authorization] = row.slice(
    8,
  ) as TicketPart;
  const ticket: LaneTicket | null =
    ticketKey === null ? null : { key: ticketKey, state: ticketState, isEmergency: ticketType === "emergency" };
  return {
    id,
    version,
    origin,
    declaredKind: kind,
    decidedKind: isKindDecided ? kind : null,
    isCalledEmergency,
    outcome: outcomeOf(state, rollout),
    startedAt: instant(startedAtMs),
    finishedAt: finishedAtMs === null ? null : instant(finishedAtMs),
    flags,
    ticket,
    isPermitted: authorization === null ? null : authorization !== "unauthorized",
    strategy: rollout?.strategy ?? null,
    takenBack:
      rollout?.decidedAtMs == null ? null : { decidedAt: momentOf(rollout.decidedAtMs), tookMs: rollout.tookMs },
    incidents,
  };
}

/**
 * What was taken back before anybody used it did not reach users: an attempt that failed. What a newer rollout replaced was no
 * judgement of the version.
 */
function outcomeOf(state: RecordOutcome, rollout: RolloutFacts | undefined): RecordOutcome {
  if (state !== "rolled_back" || !rollout) return state;
  if (rollout.cause === "superseded") return "cancelled";
  return rollout.fromSharePercent === 0 ? "failed" : state;
}
