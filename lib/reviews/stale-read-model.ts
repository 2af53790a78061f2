import { type Instant, instant } from "@/lib/kernel/instant";
import { gapsOf } from "@/lib/ownership/domain/ownership";
import { loadOwnerships, loadParties } from "@/lib/ownership/ownership-read-model";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { LevelView } from "@/lib/slos/contract";
import { lastKnownOf } from "@/lib/slos/minute-read-model";
import { listWatched, type WatchedObjective } from "@/lib/slos/watched-objective-read-model";
import type { StaleObjective } from "./contract";
import type { ReviewRules } from "./domain/review-rules";
import { type EndedPeriod, staleFindings } from "./domain/staleness";

interface PastRow {
  objective_id: string;
  periods: { verdict: EndedPeriod["verdict"]; level: unknown; from: number }[];
}

/** The newest periods of objectives as they ended, newest first. */
async function loadEnded(db: SqlExecutor, ids: readonly string[], count: number, at: Instant) {
  const rows = await db.query<PastRow>(sql`
    select o.id as objective_id, jsonb_agg(jsonb_build_object('verdict', p.verdict, 'level', p.level,
      'from', (extract(epoch from p.period_from) * 1000)::float8) order by p.period_from desc) as periods
    from unnest(${[...ids]}::text[]) as o(id)
    cross join lateral (select * from objective_period p where p.objective_id = o.id
      and p.assessed_at <= ${new Date(at).toISOString()}::timestamptz order by p.period_from desc limit ${count}) p
    group by o.id`);
  return new Map(rows.map((row) => [row.objective_id, row.periods]));
}

interface BurntRow {
  id: string;
  alerts: number;
  breaches: number;
}

/** Alerts that fired and breaches that were opened, by objective, each since its own moment. */
async function loadBurnt(
  db: SqlExecutor,
  since: readonly { readonly id: string; readonly from: number }[],
  at: Instant,
): Promise<ReadonlyMap<string, BurntRow>> {
  const until = sql`${new Date(at).toISOString()}::timestamptz`;
  const rows = await db.query<BurntRow>(sql`
    select o.id,
      (select count(*)::int from burn_alert_event e where e.objective_id = o.id and e.what = 'fired'
         and e.at >= o.since and e.at <= ${until}) as alerts,
      (select count(*)::int from breach b where b.objective_id = o.id and b.period_from >= o.since
         and b.opened_at <= ${until}) as breaches
    from unnest(${since.map(({ id }) => id)}::text[], ${since.map(({ from }) => new Date(from).toISOString())}::timestamptz[])
      as o(id, since)`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Objectives in force that may no longer fit, as of `at`, with the numbers. `looked`: how many were looked at. */
export async function listStale(
  db: SqlExecutor,
  rules: ReviewRules,
  at: Instant,
): Promise<{ readonly items: StaleObjective[]; readonly looked: number }> {
  const objectives = await listWatched(db, at);
  const ids = objectives.map(({ id }) => id);
  const ended = await loadEnded(db, ids, rules.stale.periods, at);
  const since = [...ended].map(([id, periods]) => ({ id, from: periods[periods.length - 1]?.from ?? at }));
  const burnt = await loadBurnt(db, since, at);
  const known = await lastKnownOf(db, [...new Set(objectives.flatMap(({ targetId }) => targetId ?? []))]);
  const ownerships = await loadOwnerships(db, ids);
  const parties = await loadParties(db);
  const items = objectives.flatMap((objective): StaleObjective[] => {
    const ownership = ownerships.get(objective.id)?.content ?? null;
    const facts = {
      targetPercent: objective.definition.targetPercent,
      createdAt: objective.createdAt,
      lastKnownAt: lastKnownBy(objective, known, at),
      periods: (ended.get(objective.id) ?? []).map(({ verdict, level }): EndedPeriod => {
        const { worstPercent, bestPercent } = LevelView.parse(level);
        return { verdict, worstPercent, bestPercent };
      }),
      alerts: burnt.get(objective.id)?.alerts ?? 0,
      breaches: burnt.get(objective.id)?.breaches ?? 0,
      ownershipGaps: gapsOf(ownership, parties, at).map(({ sentence }) => sentence),
    };
    const findings = staleFindings(facts, rules.stale, at).map((finding) => ({ ...finding }));
    if (findings.length === 0) return [];
    const { id, slug, name, service, environment } = objective;
    return [{ objective: { id, slug, name }, service, environment, periods: facts.periods.length, findings }];
  });
  return { items, looked: objectives.length };
}

/** When anything was last known of it by `at`; what became known later counts as known then. */
function lastKnownBy({ targetId }: WatchedObjective, known: ReadonlyMap<string, Instant>, at: Instant): Instant | null {
  const last = targetId === null ? undefined : known.get(targetId);
  return last === undefined ? null : instant(Math.min(last, at));
}
