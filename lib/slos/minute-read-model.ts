import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { MinuteSeries } from "./domain/evaluation";
import type { Slice } from "./domain/level";
import { closesAfterMs } from "./domain/meter";
import { type HourCounts, hourMs, minuteMs, type SliKind, sliceAt } from "./domain/minutes";
import { slicesBetween } from "./domain/stored-hours";
import type { Sli } from "./sli-contract";

/** A minute is due this long after its end: until then its reading may still be on its way. */
const readingDueMs = 90_000;

/** The same of what a meter counts: it is closed first. */
export function dueAfterMs(sli: DueSli): number {
  return readingDueMs + (sli.kind === "ratio" && "meter" in sli ? closesAfterMs(sli.meter) : 0);
}

/** What is counted, with its meter where it has one. */
type DueSli = SliKind | Sli;

interface HourRow {
  target_id: string;
  hour: Date;
  requests: (number | null)[];
  errors: (number | null)[];
  bounds_ms: number[];
  latency_counts: (number | null)[] | null;
  doubtful: (number | null)[];
  noise: (number | null)[];
}

export interface SeriesQuestion {
  readonly targetId: string;
  readonly sli: Sli;
  readonly from: Instant;
  /** No minute ends after this. */
  readonly now: Instant;
}

/**
 * Minutes of a target from `from` (or from when anything was first known) up to the last one that is due or known. Minutes that no
 * reading told of are unknown. For an SLI of latency the histograms are read too.
 */
export async function loadSeries(db: SqlExecutor, question: SeriesQuestion): Promise<MinuteSeries> {
  const { targetId, sli, now } = question;
  const knownSince = (await firstKnown(db, [targetId])).get(targetId) ?? null;
  if (knownSince === null) return { from: question.from, slices: [], knownSince };
  const from = Math.max(Math.ceil(question.from / minuteMs) * minuteMs, knownSince);
  const rows = await loadHours(db, { targetIds: [targetId], from, hasLatency: sli.kind === "latency" });
  const byHour = rows.get(targetId) ?? new Map<number, HourCounts>();
  const end = endOf(byHour, now, sli);
  const slices: Slice[] = [];
  for (let minute = from; minute < end; minute += minuteMs) {
    const hour = Math.floor(minute / hourMs) * hourMs;
    slices.push(sliceAt(byHour.get(hour), (minute - hour) / minuteMs, sli));
  }
  return { from: instant(from), slices, knownSince };
}

/** Where a series ends at `now`: with the last minute that is over and either known or due. */
export function endOf(hours: ReadonlyMap<number, HourCounts>, now: Instant, sli: DueSli): number {
  const due = Math.floor((now - dueAfterMs(sli)) / minuteMs) * minuteMs + minuteMs;
  const over = Math.floor(now / minuteMs) * minuteMs;
  for (let end = over; end > due; end -= minuteMs) {
    const minute = end - minuteMs;
    const hour = Math.floor(minute / hourMs) * hourMs;
    if ((hours.get(hour)?.requests[(minute - hour) / minuteMs] ?? null) !== null) return end;
  }
  return due;
}

/** The minutes from `from` to `to` (whole hours) of several targets, each as its indicator reads them. */
export async function loadSlices(
  db: SqlExecutor,
  asked: readonly { readonly targetId: string; readonly sli: Sli }[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Slice[][]> {
  const hasLatency = asked.some(({ sli }) => sli.kind === "latency");
  const targetIds = [...new Set(asked.map(({ targetId }) => targetId))];
  const rows = await loadHours(db, { targetIds, from, to, hasLatency });
  return asked.map(({ targetId, sli }) =>
    slicesBetween(rows.get(targetId) ?? new Map<number, HourCounts>(), { sli, from, to }),
  );
}

export interface HoursQuestion {
  readonly targetIds: readonly string[];
  readonly from: number;
  /** The hour that begins here is left out, with all after it; none by default. */
  readonly to?: number;
  readonly hasLatency: boolean;
}

/** Stored hours of targets by target and hour, from the hour of `from` on. */
export async function loadHours(
  db: SqlExecutor,
  { targetIds, from, to, hasLatency }: HoursQuestion,
): Promise<Map<string, Map<number, HourCounts>>> {
  const first = new Date(Math.floor(from / hourMs) * hourMs).toISOString();
  const last = to === undefined ? null : new Date(to).toISOString();
  const latency = hasLatency ? sql`to_jsonb(latency_counts)` : sql`null::jsonb`;
  const rows = await db.query<HourRow>(sql`
    select target_id, hour, to_jsonb(requests) as requests, to_jsonb(errors) as errors, bounds_ms,
           ${latency} as latency_counts, to_jsonb(doubtful) as doubtful, to_jsonb(noise) as noise
    from service_hour where target_id = any(${[...targetIds]}::text[]) and hour >= ${first}::timestamptz
      and hour < coalesce(${last}::timestamptz, 'infinity')`);
  return byTargetAndHour(rows);
}

/** Certain stored hours of targets, by target and hour. */
export async function loadHoursAt(
  db: SqlExecutor,
  wanted: readonly { readonly targetId: string; readonly hour: number }[],
  { hasLatency }: { readonly hasLatency: boolean },
): Promise<Map<string, Map<number, HourCounts>>> {
  const latency = hasLatency ? sql`to_jsonb(h.latency_counts)` : sql`null::jsonb`;
  const rows = await db.query<HourRow>(sql`
    select h.target_id, h.hour, to_jsonb(h.requests) as requests, to_jsonb(h.errors) as errors, h.bounds_ms,
           ${latency} as latency_counts, to_jsonb(h.doubtful) as doubtful, to_jsonb(h.noise) as noise
    from unnest(${wanted.map(({ targetId }) => targetId)}::text[],
                ${wanted.map(({ hour }) => new Date(hour).toISOString())}::timestamptz[]) as w(target_id, hour)
    join service_hour h on h.target_id = w.target_id and h.hour = w.hour`);
  return byTargetAndHour(rows);
}

function byTargetAndHour(rows: readonly HourRow[]): Map<string, Map<number, HourCounts>> {
  const byTarget = new Map<string, Map<number, HourCounts>>();
  for (const row of rows) {
    const hours = byTarget.get(row.target_id) ?? new Map<number, HourCounts>();
    byTarget.set(row.target_id, hours);
    const hour = row.hour.getTime();
    const { requests, errors, bounds_ms: boundsMs, latency_counts: latencyCounts, doubtful, noise } = row;
    hours.set(hour, { hour, requests, errors, boundsMs, latencyCounts: latencyCounts ?? [], doubtful, noise });
  }
  return byTarget;
}

interface EdgeRow {
  target_id: string;
  hour: Date;
  requests: (number | null)[];
}

/** The first minute of which anything is known, by target; those of which nothing ever was are left out. */
export async function firstKnown(db: SqlExecutor, targetIds: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await db.query<EdgeRow>(sql`
    select h.target_id, h.hour, to_jsonb(h.requests) as requests
    from unnest(${[...targetIds]}::text[]) as t(id)
    cross join lateral (select * from service_hour s where s.target_id = t.id order by s.hour limit 1) h`);
  return new Map(
    rows.map(({ target_id, hour, requests }) => {
      const index = requests.findIndex((count) => count !== null);
      return [target_id, instant(hour.getTime() + Math.max(0, index) * minuteMs)];
    }),
  );
}

/** End of the last minute of which anything is known; null when nothing ever was. */
export async function lastKnown(db: SqlExecutor, targetId: string): Promise<Instant | null> {
  return (await lastKnownOf(db, [targetId])).get(targetId) ?? null;
}

/** The same of many targets; those of which nothing ever was known are left out. */
export async function lastKnownOf(db: SqlExecutor, targetIds: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await db.query<EdgeRow>(sql`
    select h.target_id, h.hour, to_jsonb(h.requests) as requests
    from unnest(${[...targetIds]}::text[]) as t(id)
    cross join lateral (select * from service_hour s where s.target_id = t.id order by s.hour desc limit 1) h`);
  return new Map(
    rows.map(({ target_id, hour, requests }) => {
      const index = requests.findLastIndex((count) => count !== null);
      return [target_id, instant(hour.getTime() + (index + 1) * minuteMs)];
    }),
  );
}
