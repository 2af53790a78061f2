import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { WindowKind } from "./contract";
import type { WindowSeries } from "./domain/series";
import { type SeriesColumns, seriesOf } from "./stored-recurrence";

/** A window with the place that it is for; null is every one. */
export interface PlacedSeries {
  readonly series: WindowSeries;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
}

const maxWindows = 5_000;

/** The windows that may be in force within a range; `spansWithin` says when. */
export async function listWindowSeries(
  db: SqlExecutor,
  { kind, range }: { readonly kind?: WindowKind; readonly range: Period },
): Promise<PlacedSeries[]> {
  const rows = await db.query<SeriesColumns & { serviceId: string | null; environmentId: string | null }>(sql`
    select id, kind, name, starts_at as "startsAt", ends_at as "endsAt", under_way as "underWay", recurrence,
      service_id as "serviceId", environment_id as "environmentId"
    from change_window
    where (${kind ?? null}::text is null or kind::text = ${kind ?? null}::text)
      and ends_at > ${new Date(range.from).toISOString()}::timestamptz
      and starts_at < ${new Date(range.to).toISOString()}::timestamptz
    order by starts_at, id limit ${maxWindows}::int`);
  return rows.map(({ serviceId, environmentId, ...row }) => ({ series: seriesOf(row), serviceId, environmentId }));
}
