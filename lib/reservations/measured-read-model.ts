import { instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { speaksForMs } from "@/lib/synthetics/domain/schedule";
import type { WatchedBy } from "./domain/availability";

/** A source with its page. */
export interface MeasuredBy extends WatchedBy {
  readonly href: string;
}

interface CheckRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly interval_ms: number;
  readonly created_at: Date;
  readonly disabled_at: Date | null;
}

interface StretchRow {
  readonly check_id: string;
  readonly outcome: "passed" | "failed";
  readonly from_at: Date;
  readonly to_at: Date;
}

const iso = (at: number) => new Date(at).toISOString();

/**
 * What synthetic checks of an environment saw within a range: a run speaks from its start to the next one, as long as one that is made in
 * time would come at most. A run that should have been made and was not says nothing, and ends what the one before it said.
 */
export async function loadMeasured(db: SqlExecutor, environmentId: string, range: Period): Promise<MeasuredBy[]> {
  const checks = await db.query<CheckRow>(sql`
    select id, slug, name, interval_ms, created_at, disabled_at from synthetic_check
    where environment_id = ${environmentId} and created_at < ${iso(range.to)}::timestamptz
      and (disabled_at is null or disabled_at > ${iso(range.from)}::timestamptz)
    order by name, id limit 100`);
  const stretches = checks.length === 0 ? [] : await loadStretches(db, checks, range);
  return checks.map((check) => {
    const own = stretches.filter((one) => one.check_id === check.id);
    const spans = (outcome: string) =>
      own
        .filter((one) => one.outcome === outcome)
        .map((one) => ({ from: instant(one.from_at.getTime()), to: instant(one.to_at.getTime()) }));
    const from = instant(Math.max(range.from, check.created_at.getTime()));
    const to = instant(Math.min(range.to, check.disabled_at?.getTime() ?? range.to));
    return {
      name: check.name,
      href: `/synthetics/${check.slug}`,
      expected: { from, to },
      up: spans("passed"),
      down: spans("failed"),
    };
  });
}

/** Runs that follow one another with the same outcome as one stretch, so that weeks of minutes are few rows. */
async function loadStretches(db: SqlExecutor, checks: readonly CheckRow[], range: Period): Promise<StretchRow[]> {
  const speaks = checks.map(({ interval_ms }) => speaksForMs(interval_ms));
  return db.query<StretchRow>(sql`
    with c as (
      select * from unnest(${checks.map(({ id }) => id)}::text[], ${speaks}::int[]) as c(id, speaks_ms)),
    made as (
      select s.check_id, s.outcome, coalesce(s.started_at, s.wanted_at) as at,
        coalesce(s.duration_ms, 0) + c.speaks_ms as speaks_ms
      from c join synthetic_run s on s.check_id = c.id
      where s.ended_at is not null and s.outcome is not null and s.rollout_id is null and s.cause = 'schedule'
        and s.wanted_at >= ${iso(range.from - 86_400_000)}::timestamptz and s.wanted_at < ${iso(range.to)}::timestamptz),
    spoken as (
      select check_id, outcome, at,
        least(at + speaks_ms * interval '1 millisecond', lead(at) over (partition by check_id order by at)) as until
      from made),
    edges as (
      select *, case when outcome = lag(outcome) over w and at <= lag(until) over w then 0 else 1 end as is_new
      from spoken window w as (partition by check_id order by at)),
    islands as (
      select *, sum(is_new) over (partition by check_id order by at rows unbounded preceding) as island from edges)
    select check_id, outcome, min(at) as from_at, max(until) as to_at from islands
    where outcome <> 'not_run' group by check_id, outcome, island
    having max(until) > ${iso(range.from)}::timestamptz order by 1, 3 limit 50000`);
}
