import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { sourceGaps } from "./domain/source-gaps";

interface Lane {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** A source that tells of deployments of a lane, and when its silence could not be told from loss. */
export interface SourceSilence {
  readonly name: string;
  readonly gaps: readonly Period[];
}

interface HearingRow {
  id: string;
  name: string;
  disabled_ms: number | null;
  answered_ms: number | null;
  heard_ms: number[];
}

/** How far back habits are learnt and gaps are found. */
const lookBackDays = 120;

/**
 * By lane, the sources that told of its deployments, with their silences up to `now`. What we deployed ourselves has no source here. Moments
 * are those of deliveries, and of the hours in which deliveries were read that are not kept any more.
 */
export async function listDeploymentSilences(
  db: SqlExecutor,
  lanes: readonly Lane[],
  now: Instant,
): Promise<(lane: Lane) => readonly SourceSilence[]> {
  const pairs = await db.query<{ service_id: string; environment_id: string; source_id: string }>(sql`
    select distinct d.service_id, d.environment_id, f.source_id
    from unnest(${lanes.map(({ serviceId }) => serviceId)}::text[],
                ${lanes.map(({ environmentId }) => environmentId)}::text[]) as lane(service_id, environment_id)
    join deployment d on d.service_id = lane.service_id and d.environment_id = lane.environment_id
    join signal_fact f on f.subject_key = d.subject_key
    where d.started_at >= ${new Date(now).toISOString()}::timestamptz - make_interval(days => ${lookBackDays})`);
  const ids = [...new Set(pairs.map(({ source_id }) => source_id))];
  const bySource = new Map((await loadHearings(db, ids, now)).map((row) => [row.id, silenceOf(row, now)]));
  const keyOf = ({ serviceId, environmentId }: Lane) => `${serviceId} ${environmentId}`;
  const byLane = Map.groupBy(pairs, (pair) => `${pair.service_id} ${pair.environment_id}`);
  return (lane) => (byLane.get(keyOf(lane)) ?? []).flatMap(({ source_id }) => bySource.get(source_id) ?? []);
}

async function loadHearings(db: SqlExecutor, ids: readonly string[], now: Instant): Promise<HearingRow[]> {
  if (ids.length === 0) return [];
  const since = sql`${new Date(now).toISOString()}::timestamptz - make_interval(days => ${lookBackDays})`;
  return db.query<HearingRow>(sql`
    select s.id, s.name, (extract(epoch from s.disabled_at) * 1000)::double precision as disabled_ms,
      (extract(epoch from s.polled_until) * 1000)::double precision as answered_ms,
      coalesce((select array_agg((extract(epoch from h.at) * 1000)::double precision) from (
        select received_at as at from delivery
        where source_id = s.id and verification <> 'asked' and received_at >= ${since}
        union
        select unnest(array[hour, last_at]) from delivery_tally
        where source_id = s.id and not is_door and outcome <> 'disposed' and hour >= ${since}
        order by at desc limit 20000) h), '{}') as heard_ms
    from event_source s where s.id = any(${[...ids]}::text[]) and s.kind <> 'signalbox'`);
}

function silenceOf({ name, disabled_ms, answered_ms, heard_ms }: HearingRow, now: Instant): SourceSilence {
  const moment = (ms: number | null) => (ms === null ? null : instant(Math.round(ms)));
  const heardAt = heard_ms.map((ms) => instant(Math.min(now, Math.round(ms))));
  return {
    name,
    gaps: sourceGaps({ heardAt, answeredUntil: moment(answered_ms), disabledAt: moment(disabled_ms) }, now),
  };
}
