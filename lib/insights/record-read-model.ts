import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { DeliveryRecord } from "./domain/delivery-record";
import { type RecordRow, recordOf } from "./record-row";

export interface LaneRevision {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly revision: number;
}

/** The lanes of the generation that figures are made from, with their revisions. */
export async function listLanes(
  db: SqlExecutor,
  filter: { readonly serviceId: string | null; readonly environmentIds: readonly string[] },
): Promise<{ generation: number; lanes: LaneRevision[] }> {
  const [row] = await db.query<{ generation: number; lanes: string | null }>(sql`
    select g.id as generation,
           (select json_agg(json_build_array(l.service_id, l.environment_id, l.revision))::text from delivery_lane l
            where l.generation = g.id and l.environment_id = any(${[...filter.environmentIds]}::text[])
              and (${filter.serviceId}::text is null or l.service_id = ${filter.serviceId})) as lanes
    from insight_generation g where g.state = 'current'`);
  if (!row) throw new Error("no generation of delivery records is current");
  const lanes = JSON.parse(row.lanes ?? "[]") as [string, string, number][];
  return {
    generation: row.generation,
    lanes: lanes.map(([serviceId, environmentId, revision]) => ({ serviceId, environmentId, revision })),
  };
}

/** A record that is no longer believed, with when it was. Epoch milliseconds with fractions. */
export interface PastRecord {
  readonly record: DeliveryRecord;
  readonly knownFromMs: number;
  readonly knownUntilMs: number;
}

export interface LoadedLane {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly records: readonly DeliveryRecord[];
  /** When each came to be believed, in the order of `records`. */
  readonly knownFromMs: Float64Array;
}

/** A record as an array, see `RecordRow`. Of a statement in which it is called `r`. */
const recordArray = sql`json_build_array(r.deployment_id, r.team_id, r.tier, r.version, r.previous_version, r.kind, r.origin, r.outcome,
  (extract(epoch from r.started_at) * 1000)::bigint, (extract(epoch from r.finished_at) * 1000)::bigint, r.is_emergency, r.is_rework,
  r.ticket_key, r.is_authorized, r.strategy, r.failures, r.rollback_ms, r.changes, r.changes_gap)`;

interface LaneText {
  readonly service_id: string;
  readonly environment_id: string;
  readonly rows: string;
}

/** What is believed now of these lanes. One text a lane: a quarter of a million rows come in a second that way. */
export async function loadLanes(
  db: SqlExecutor,
  generation: number,
  lanes: readonly LaneRevision[],
): Promise<LoadedLane[]> {
  const rows = await db.query<LaneText>(sql`
    select r.service_id, r.environment_id,
      json_agg(json_build_array((extract(epoch from r.known_from) * 1000)::float8, ${recordArray}))::text as rows
    from delivery_record r
    join unnest(${lanes.map((lane) => lane.serviceId)}::text[], ${lanes.map((lane) => lane.environmentId)}::text[])
      as l(service_id, environment_id) on l.service_id = r.service_id and l.environment_id = r.environment_id
    where r.generation = ${generation} and r.known_until is null
    group by r.service_id, r.environment_id`);
  return rows.map((row) => {
    const lane = { serviceId: row.service_id, environmentId: row.environment_id };
    const parsed = JSON.parse(row.rows) as [number, RecordRow][];
    return {
      ...lane,
      records: parsed.map(([, record]) => recordOf(record, lane)),
      knownFromMs: Float64Array.from(parsed, ([knownFromMs]) => knownFromMs),
    };
  });
}

/** What was believed of these lanes and is no longer. */
export async function loadPast(
  db: SqlExecutor,
  generation: number,
  lanes: readonly LaneRevision[],
): Promise<Map<string, PastRecord[]>> {
  const rows = await db.query<LaneText>(sql`
    select r.service_id, r.environment_id,
      json_agg(json_build_array((extract(epoch from r.known_from) * 1000)::float8,
        (extract(epoch from r.known_until) * 1000)::float8, ${recordArray}))::text as rows
    from delivery_record r
    join unnest(${lanes.map((lane) => lane.serviceId)}::text[], ${lanes.map((lane) => lane.environmentId)}::text[])
      as l(service_id, environment_id) on l.service_id = r.service_id and l.environment_id = r.environment_id
    where r.generation = ${generation} and r.known_until is not null
    group by r.service_id, r.environment_id`);
  return new Map(
    rows.map((row) => {
      const lane = { serviceId: row.service_id, environmentId: row.environment_id };
      const parsed = JSON.parse(row.rows) as [number, number, RecordRow][];
      const past = parsed.map(([knownFromMs, knownUntilMs, record]) => ({
        record: recordOf(record, lane),
        knownFromMs,
        knownUntilMs,
      }));
      return [`${row.service_id} ${row.environment_id}`, past];
    }),
  );
}

/** The texts of what is believed now of a lane, by deployment: to find out what a new look changes. */
export async function storedTexts(
  db: SqlExecutor,
  generation: number,
  lane: { readonly serviceId: string; readonly environmentId: string },
): Promise<Map<string, RecordRow>> {
  const [row] = await db.query<{ rows: string | null }>(sql`
    select json_agg(${recordArray})::text as rows from delivery_record r
    where r.generation = ${generation} and r.service_id = ${lane.serviceId} and r.environment_id = ${lane.environmentId}
      and r.known_until is null`);
  const parsed = JSON.parse(row?.rows ?? "[]") as RecordRow[];
  return new Map(parsed.map((record) => [record[0], record]));
}
