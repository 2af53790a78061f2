import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { FindingView, SeriesPointView, WatchState } from "./contract";
import { type SeriesMeasure, seriesKinds } from "./domain/series-measure";

/** A level that has stayed for so long is what is usual now. */
const SETTLED_AFTER = "28 days";

interface FindingRow {
  readonly id: string;
  readonly series_id: string;
  readonly service_id: string | null;
  readonly environment_id: string | null;
  readonly measure: SeriesMeasure;
  readonly rhythm: "hourly" | "daily";
  readonly service_slug: string | null;
  readonly service_name: string | null;
  readonly environment_slug: string | null;
  readonly environment_name: string | null;
  readonly kind: "step" | "spike";
  readonly direction: "up" | "down";
  readonly onset_at: Date;
  readonly found_at: Date;
  readonly before: number;
  readonly after: number;
  readonly size_sigma: number;
  readonly cause: FindingView["cause"];
  readonly recovered_at: Date | null;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_by: string | null;
  readonly reason: string | null;
  readonly revision: number;
  readonly state: FindingView["state"];
}

const stateOf = sql`case when f.acknowledged_at is not null then 'acknowledged'
  when f.recovered_at is not null then 'recovered'
  when f.found_at < now.at - ${SETTLED_AFTER}::interval then 'settled' else 'open' end`;

const findingRows = sql`
  select f.id, f.series_id, a.service_id, a.environment_id, a.measure, a.rhythm, s.slug as service_slug, s.name as service_name, e.slug as environment_slug,
    e.name as environment_name, f.kind, f.direction, f.onset_at, f.found_at, f.before, f.after, f.size_sigma, f.cause,
    f.recovered_at, f.acknowledged_at, f.acknowledged_by, f.reason, f.revision, ${stateOf} as state
  from anomaly_finding f
  join anomaly_series a on a.id = f.series_id
  left join service s on s.id = a.service_id
  left join environment e on e.id = a.environment_id`;

function view(row: FindingRow): FindingView {
  const kind = seriesKinds[row.measure];
  const { id, kind: found, direction, before, after, state, revision } = row;
  return {
    id,
    series: {
      id: row.series_id,
      measure: row.measure,
      title: kind.title,
      rhythm: row.rhythm,
      service: place(row.service_slug, row.service_name),
      environment: place(row.environment_slug, row.environment_name),
    },
    kind: found,
    direction,
    isBad: kind.bad === direction,
    onsetAt: row.onset_at.toISOString(),
    foundAt: row.found_at.toISOString(),
    before,
    after,
    sizeSigma: row.size_sigma,
    cause: row.cause,
    state,
    recoveredAt: row.recovered_at?.toISOString() ?? null,
    acknowledged: acknowledgement(row),
    revision,
  };
}

function place(slug: string | null, name: string | null): { slug: string; name: string } | null {
  return slug === null || name === null ? null : { slug, name };
}

function acknowledgement(row: FindingRow): FindingView["acknowledged"] {
  const { acknowledged_at: at, acknowledged_by: by, reason } = row;
  return at && by !== null && reason !== null ? { at: at.toISOString(), by, reason } : null;
}

export interface FindingFilter {
  readonly service?: string | undefined;
  readonly measure?: SeriesMeasure | undefined;
  readonly state?: FindingView["state"] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Findings, newest first. `now` decides which have settled. */
export async function listFindingViews(db: SqlExecutor, filter: FindingFilter, now: Date): Promise<Page<FindingView>> {
  const [atMs, afterId] = decodeCursor(filter.cursor, /^\d{1,13} \w{1,64}$/)?.split(" ") ?? [];
  const rows = await db.query<FindingRow>(sql`
    with now as (select ${now}::timestamptz as at)
    select * from (${findingRows} cross join now) as found
    where (${filter.service ?? null}::text is null or service_slug = ${filter.service ?? null})
      and (${filter.measure ?? null}::text is null or measure = ${filter.measure ?? null})
      and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${afterId ?? null}::text is null or (found_at, id) < (${new Date(Number(atMs ?? 0))}, ${afterId ?? ""}))
    order by found_at desc, id desc limit ${filter.limit + 1}`);
  return toPage(rows.map(view), filter.limit, (one) => `${Date.parse(one.foundAt)} ${one.id}`);
}

/** One finding; null when there is none. */
export async function findFinding(db: SqlExecutor, id: string, now: Date): Promise<FindingView | null> {
  const [row] = await db.query<FindingRow>(sql`
    with now as (select ${now}::timestamptz as at) ${findingRows} cross join now where f.id = ${id}`);
  return row ? view(row) : null;
}

/** A finding with the ids of its place. */
export interface PlacedFinding {
  readonly finding: FindingView;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
}

/** Findings whose point lies at `since` or later, and those of `ids` however old they are; oldest first, a bounded number. */
export async function listFindingNews(
  db: SqlExecutor,
  asked: { readonly since: Date; readonly ids: readonly string[]; readonly now: Date },
): Promise<PlacedFinding[]> {
  const rows = await db.query<FindingRow>(sql`
    with now as (select ${asked.now}::timestamptz as at) ${findingRows} cross join now
    where f.found_at >= ${asked.since} or f.id = any(${[...asked.ids]}::text[]) order by f.found_at, f.id limit 1000`);
  return rows.map((row) => ({ finding: view(row), serviceId: row.service_id, environmentId: row.environment_id }));
}

interface PointRow extends Omit<SeriesPointView, "at"> {
  readonly at: Date;
}

/** Points of a series around a moment, oldest first: so many before it and so many after. */
export async function pointsAround(
  db: SqlExecutor,
  asked: { readonly seriesId: string; readonly at: Date; readonly before: number; readonly after: number },
): Promise<SeriesPointView[]> {
  const rows = await db.query<PointRow>(sql`
    select at, value, trials, verdict, excuse, expected, low, high from (
      (select * from anomaly_point where series_id = ${asked.seriesId} and at < ${asked.at} order by at desc limit ${asked.before})
      union all
      (select * from anomaly_point where series_id = ${asked.seriesId} and at >= ${asked.at} order by at limit ${asked.after})
    ) as around order by at`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** How much is watched. */
export async function watchState(db: SqlExecutor, now: Date): Promise<WatchState> {
  const [row] = await db.query<{ series: number; learning: number; last: Date | null; open: number }>(sql`
    with now as (select ${now}::timestamptz as at)
    select (select count(*)::int from anomaly_series) as series,
      (select count(*)::int from anomaly_series where (state->'profile'->>'points')::int < case rhythm when 'daily' then 21 else 504 end)
        as learning,
      (select max(last_point_at) from anomaly_series) as last,
      (select count(*)::int from (${findingRows} cross join now) as found where state = 'open') as open`);
  return {
    series: row?.series ?? 0,
    learning: row?.learning ?? 0,
    lastPointAt: row?.last?.toISOString() ?? null,
    openFindings: row?.open ?? 0,
  };
}
