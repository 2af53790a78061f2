import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type Pulse, pulseOf } from "./domain/source-pulse";

/** How a source is heard, for those who conclude something from its silence. */
export interface SourceVoice {
  readonly id: string;
  readonly name: string;
  readonly pulse: Pulse;
  /** When it was last heard, or last answered when it was asked; null: never. */
  readonly heardAt: Instant | null;
  /** It was asked for everything, and answered, within twice the time between questions. */
  readonly answers: boolean;
}

interface VoiceRow {
  readonly id: string;
  readonly name: string;
  readonly heard_ms: readonly number[];
  readonly last_ms: number | null;
  readonly asked_ms: number | null;
  readonly every_minutes: number | null;
}

/** The voices of these sources at `now`, by id. Sources that are switched off have none. */
export async function listSourceVoices(
  db: SqlExecutor,
  sourceIds: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, SourceVoice>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await db.query<VoiceRow>(sql`
    select s.id, s.name, (extract(epoch from s.last_event_at) * 1000)::double precision as last_ms,
      (extract(epoch from s.polled_until) * 1000)::double precision as asked_ms,
      case when jsonb_typeof(s.config -> 'polling') = 'object' then (s.config -> 'polling' ->> 'everyMinutes')::int end as every_minutes,
      coalesce((select array_agg((extract(epoch from d.received_at) * 1000)::double precision) from (
        select received_at from delivery where source_id = s.id and verification <> 'asked' order by id desc limit 500) d),
        '{}') as heard_ms
    from event_source s where s.id = any(${[...sourceIds]}::text[]) and s.disabled_at is null`);
  return new Map(rows.map((row) => [row.id, voiceOf(row, now)]));
}

function voiceOf(row: VoiceRow, now: Instant): SourceVoice {
  const moment = (ms: number): Instant => instant(Math.round(ms));
  const dueMs = 2 * (row.every_minutes ?? 0) * 60_000;
  const last = Math.max(row.last_ms ?? 0, row.asked_ms ?? 0, ...row.heard_ms);
  return {
    id: row.id,
    name: row.name,
    pulse: pulseOf(row.heard_ms.map(moment), now),
    heardAt: last === 0 ? null : moment(last),
    answers: row.asked_ms !== null && row.every_minutes !== null && now - row.asked_ms <= dueMs,
  };
}
