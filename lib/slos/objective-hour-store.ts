import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type CountedDefinition, SloDefinition } from "./contract";
import { countedAt } from "./counted-at-read-model";
import { hourMs } from "./domain/minutes";
import { isCounted } from "./domain/sli-kind";
import type { HourSums, Seal } from "./domain/stored-hours";

/** An objective whose hours are not all stored. */
export interface UnsealedObjective {
  readonly id: string;
  readonly version: number;
  readonly definition: CountedDefinition;
  readonly targetId: string;
  /** First minute that its source ever told of. */
  readonly knownSince: Instant;
  readonly seal: Seal | null;
}

interface UnsealedRow {
  id: string;
  version: number;
  definition: unknown;
  target_id: string;
  known_since: Date;
  sealed_from: Date | null;
  sealed_until: Date | null;
  is_whole: boolean | null;
}

/** Which lack: nothing stored for this version, hours that ended since, or a past before the stored one. */
export type Lack = "none_stored" | "newest" | "past";

/** Objectives in force that lack stored hours before `until`, at most `limit`, always in the same order. */
export async function listUnsealed(
  db: SqlExecutor,
  { lack, until, limit }: { readonly lack: Lack; readonly until: Instant; readonly limit: number },
): Promise<UnsealedObjective[]> {
  const end = new Date(until).toISOString();
  const condition =
    lack === "none_stored"
      ? sql`s.objective_id is null`
      : lack === "newest"
        ? sql`s.sealed_until < ${end}::timestamptz`
        : sql`not s.is_whole`;
  const rows = await db.query<UnsealedRow>(sql`
    select o.id, o.version, o.definition, t.id as target_id, first.hour + make_interval(mins => first.minute) as known_since,
           s.sealed_from, s.sealed_until, s.is_whole
    from objective o
    ${countedAt}
    left join objective_seal s on s.objective_id = o.id and s.version = o.version
    cross join lateral (
      select h.hour, coalesce((select min(n.position)::int - 1 from unnest(h.requests) with ordinality as n(count, position)
                               where n.count is not null), 0) as minute
      from service_hour h where h.target_id = t.id order by h.hour limit 1) first
    where o.retired_at is null and o.definition->'sli'->>'kind' in ('availability', 'latency', 'ratio') and first.hour < ${end}::timestamptz and ${condition}
    order by s.sealed_until nulls first, o.id limit ${limit}::int`);
  return rows.flatMap((row) => {
    const definition = SloDefinition.parse(row.definition);
    // Others have no minutes of their own, see the condition above.
    if (!isCounted(definition)) return [];
    return {
      id: row.id,
      version: row.version,
      definition,
      targetId: row.target_id,
      knownSince: instant(row.known_since.getTime()),
      seal:
        row.sealed_from && row.sealed_until
          ? { from: row.sealed_from.getTime(), until: row.sealed_until.getTime(), isWhole: row.is_whole === true }
          : null,
    };
  });
}

/**
 * Minutes of hours that are over were told late: what is stored of the objectives that are counted there ends before the first of those
 * hours, until it is stored again. Where they came before anything that was known, all of it is stored again.
 */
export async function reopenHours(
  db: SqlExecutor,
  minutes: readonly { readonly targetId: string; readonly minute: number }[],
): Promise<void> {
  const first = new Map<string, number>();
  for (const { targetId, minute } of minutes)
    first.set(
      targetId,
      Math.min(first.get(targetId) ?? Number.POSITIVE_INFINITY, Math.floor(minute / hourMs) * hourMs),
    );
  if (first.size === 0) return;
  const hours = [...first.values()].map((hour) => new Date(hour).toISOString());
  await db.query(sql`
    update objective_seal s set
      sealed_until = greatest(s.sealed_from, late.hour),
      is_whole = s.is_whole and late.hour >= s.sealed_from
    from objective o
    ${countedAt}
    join unnest(${[...first.keys()]}::text[], ${hours}::timestamptz[]) as late(target_id, hour) on late.target_id = t.id
    where s.objective_id = o.id and s.version = o.version and o.retired_at is null and s.sealed_until > late.hour`);
}

export interface SealedHours {
  readonly objectiveId: string;
  readonly version: number;
  readonly hours: readonly HourSums[];
  /** What is stored with these hours. */
  readonly seal: Seal;
}

/** Store sums of hours, and how far they now reach, in two statements for all. */
export async function saveSealed(db: SqlExecutor, sealed: readonly SealedHours[]): Promise<void> {
  const rows = sealed.flatMap(({ objectiveId, version, hours }) =>
    hours.map(({ hour, good, total, counted, unknown, worth, doubtful, noise }) => ({
      objective_id: objectiveId,
      version,
      hour: new Date(hour).toISOString(),
      good: `${good}`,
      total: `${total}`,
      counted,
      unknown,
      worth: `${worth}`,
      doubtful: `${doubtful}`,
      noise_good: noise.good,
      noise_bad: noise.bad,
      heaviest: noise.heaviest,
    })),
  );
  await db.query(sql`
    insert into objective_hour (objective_id, version, hour, good, total, counted, unknown, worth, doubtful,
      noise_good, noise_bad, heaviest)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(objective_id text, version integer,
      hour timestamptz, good bigint, total bigint, counted integer, unknown integer, worth bigint,
      doubtful bigint, noise_good float8, noise_bad float8, heaviest float8)
    on conflict (objective_id, version, hour) do update set good = excluded.good, total = excluded.total,
      counted = excluded.counted, unknown = excluded.unknown, worth = excluded.worth,
      doubtful = excluded.doubtful, noise_good = excluded.noise_good, noise_bad = excluded.noise_bad,
      heaviest = excluded.heaviest`);
  const seals = sealed.map(({ objectiveId, version, seal }) => ({
    objective_id: objectiveId,
    version,
    sealed_from: new Date(seal.from).toISOString(),
    sealed_until: new Date(seal.until).toISOString(),
    is_whole: seal.isWhole,
  }));
  await db.query(sql`
    insert into objective_seal (objective_id, version, sealed_from, sealed_until, is_whole)
    select * from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb) as row(objective_id text, version integer,
      sealed_from timestamptz, sealed_until timestamptz, is_whole boolean)
    on conflict (objective_id) do update set version = excluded.version, sealed_from = excluded.sealed_from,
      sealed_until = excluded.sealed_until, is_whole = excluded.is_whole`);
}
