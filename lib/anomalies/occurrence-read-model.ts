import { type Instant, instant } from "@/lib/kernel/instant";
import { runIdOf } from "@/lib/pipelines/run-read-model";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Occurrence } from "./domain/series-points";

/** Something that happened, so that it can be opened. */
export interface NamedOccurrence extends Occurrence {
  readonly kind: "deployment" | "incident" | "run";
  readonly id: string;
  readonly name: string;
}

interface Asked {
  readonly from: Instant;
  readonly to: Instant;
  /** Short name of a service; null: of all. */
  readonly service: string | null;
}

/** Incidents that were detected within a time, merged ones left out; newest first. */
export async function incidentOccurrences(db: SqlExecutor, asked: Asked): Promise<NamedOccurrence[]> {
  const rows = await db.query<{ id: string; title: string; at: Date }>(sql`
    select i.id, i.title, i.detected_at as at from incident i left join service s on s.id = i.service_id
    where i.state <> 'merged' and i.detected_at >= ${new Date(asked.from)} and i.detected_at < ${new Date(asked.to)}
      and (${asked.service}::text is null or s.slug = ${asked.service})
    order by i.detected_at desc, i.id`);
  return rows.map(({ id, title, at }) => ({ kind: "incident", id, name: title, at: instant(at.getTime()) }));
}

/** Pipeline runs that succeeded or failed within a time; newest first. */
export async function runOccurrences(db: SqlExecutor, asked: Asked): Promise<NamedOccurrence[]> {
  const rows = await db.query<{ key: string; name: string; at: Date; failed: boolean; ms: number | null }>(sql`
    select r.subject_key as key, concat_ws(' ', r.name, coalesce(r.version, r.branch)) as name, r.finished_at as at,
      r.state = 'failed' as failed, (extract(epoch from r.finished_at - r.started_at) * 1000)::float8 as ms
    from pipeline_run r left join service s on s.id = r.service_id
    where r.state in ('succeeded', 'failed') and r.finished_at >= ${new Date(asked.from)} and r.finished_at < ${new Date(asked.to)}
      and (${asked.service}::text is null or s.slug = ${asked.service})
    order by r.finished_at desc, r.subject_key`);
  return rows.map(({ key, name, at, failed, ms }) => ({
    kind: "run",
    id: runIdOf(key),
    name,
    at: instant(at.getTime()),
    hasFailed: failed,
    durationMs: ms,
  }));
}
