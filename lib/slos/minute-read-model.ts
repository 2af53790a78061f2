import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { MinuteSeries } from "./domain/evaluation";
import type { Slice } from "./domain/level";
import { hourMs, type MinuteCounts, minuteMs, type SliKind, sliceOf } from "./domain/minutes";

/** A minute is due this long after its end: until then its reading may still be on its way. */
export const dueAfterMs = 90_000;

interface HourRow {
  hour: Date;
  requests: (number | null)[];
  errors: (number | null)[];
  bounds_ms: number[];
  latency_counts: (number | null)[] | null;
}

export interface SeriesQuestion {
  readonly targetId: string;
  readonly sli: SliKind;
  readonly from: Instant;
  /** The last due minute ends at or before this. */
  readonly now: Instant;
}

/**
 * Minutes of a target from `from` (or from when anything was first known) up to the last due one. Minutes that no reading told of
 * are unknown. For an SLI of latency the histograms are read too.
 */
export async function loadSeries(db: SqlExecutor, question: SeriesQuestion): Promise<MinuteSeries> {
  const knownSince = await firstKnown(db, question.targetId);
  const end = Math.floor((question.now - dueAfterMs) / minuteMs) * minuteMs + minuteMs;
  if (knownSince === null) return { from: question.from, slices: [], knownSince };
  const from = Math.max(Math.ceil(question.from / minuteMs) * minuteMs, knownSince);
  if (from >= end) return { from: instant(from), slices: [], knownSince };
  const rows = await loadHours(db, question, from, end);
  const byHour = new Map(rows.map((row) => [row.hour.getTime(), row]));
  const slices: Slice[] = [];
  for (let minute = from; minute < end; minute += minuteMs) {
    const hour = Math.floor(minute / hourMs) * hourMs;
    slices.push(sliceAt(byHour.get(hour), (minute - hour) / minuteMs, question.sli));
  }
  return { from: instant(from), slices, knownSince };
}

async function loadHours(
  db: SqlExecutor,
  { targetId, sli }: SeriesQuestion,
  from: number,
  end: number,
): Promise<HourRow[]> {
  const first = new Date(Math.floor(from / hourMs) * hourMs).toISOString();
  const last = new Date(end).toISOString();
  const latency = sli.kind === "latency" ? sql`to_jsonb(latency_counts)` : sql`null::jsonb`;
  return db.query<HourRow>(sql`
    select hour, to_jsonb(requests) as requests, to_jsonb(errors) as errors, bounds_ms, ${latency} as latency_counts
    from service_hour
    where target_id = ${targetId} and hour >= ${first}::timestamptz and hour < ${last}::timestamptz
    order by hour`);
}

function sliceAt(row: HourRow | undefined, index: number, sli: SliKind): Slice {
  return sliceOf(row === undefined ? null : minuteAt(row, index), row?.bounds_ms ?? [], sli);
}

function minuteAt(row: HourRow, index: number): MinuteCounts | null {
  const requests = row.requests[index] ?? null;
  const errors = row.errors[index] ?? null;
  if (requests === null || errors === null) return null;
  const width = row.bounds_ms.length + 1;
  const latency = (row.latency_counts ?? []).slice(index * width, (index + 1) * width);
  const isComplete = width > 1 && latency.length === width && latency.every((count) => count !== null);
  return { requests, errors, latencyCounts: isComplete ? (latency as number[]) : null };
}

/** The first minute of which anything is known; null when nothing ever was. */
async function firstKnown(db: SqlExecutor, targetId: string): Promise<Instant | null> {
  const rows = await db.query<{ hour: Date; requests: (number | null)[] }>(sql`
    select hour, to_jsonb(requests) as requests from service_hour where target_id = ${targetId} order by hour limit 1`);
  const row = rows[0];
  if (!row) return null;
  const index = row.requests.findIndex((count) => count !== null);
  return instant(row.hour.getTime() + Math.max(0, index) * minuteMs);
}
