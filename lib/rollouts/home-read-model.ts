import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import type { RollbackStory, RolloutFigures, RolloutOverview, RolloutSummary } from "./api-contract";
import type { RolloutPhase } from "./contract";
import { openPhases, rollbackTookMs, type SummaryRow, summaryOf } from "./rollout-read-model";
import { parseRolloutState } from "./rollout-record";

/** What the home page of every role is made of. */

const dayMs = 86_400_000;
const activeMax = 50;
const queuedMax = 20;
const storiesMax = 8;
const days = 30;

const include = { service: true, environment: true } as const;
const activePhases: RolloutPhase[] = openPhases.filter((phase) => phase !== "queued");

function summaries(rows: readonly SummaryRow[], nowMs: number): RolloutSummary[] {
  return rows.map((row) => summaryOf(row, parseRolloutState(row.state), nowMs));
}

async function rollbackStories(db: Db, nowMs: number): Promise<RollbackStory[]> {
  const rows = await db.rollout.findMany({
    where: { phase: { in: ["rolling_back", "rolled_back"] } },
    include: { ...include, snapshots: { where: { phase: "rolled_back" }, select: { events: true } } },
    orderBy: { number: "desc" },
    take: storiesMax,
  });
  return rows.flatMap((row) => {
    const state = parseRolloutState(row.state);
    if (!("rollback" in state)) return [];
    const { cause, why, actor, startedAt, fromSharePercent } = state.rollback;
    return {
      rollout: summaryOf(row, state, nowMs),
      cause,
      why,
      actorName: actor?.name ?? null,
      decidedAt: new Date(startedAt).toISOString(),
      fromSharePercent,
      tookMs: rollbackTookMs(row.snapshots),
    };
  });
}

interface FigureRow {
  readonly started: number;
  readonly completed: number;
  readonly rolled_back: number;
  readonly by_itself: number;
  readonly cancelled: number;
  readonly median_ms: number | null;
  readonly slowest_ms: number | null;
  readonly measured: number;
  readonly decisions: number;
}

/** A person's rollback and one that a newer rollout caused are no judgement of the version. */
async function figures(db: Db, fromMs: number, nowMs: number): Promise<RolloutFigures> {
  const from = new Date(fromMs);
  const [row] = await prismaExecutor(db).query<FigureRow>(sql`
    with ended as (
      select phase, rollback_cause,
        case when phase = 'rolled_back' and (state->'rollback'->>'fromSharePercent')::float > 0 then (
          select (event->>'tookMs')::float from rollout_snapshot s, jsonb_array_elements(s.events) event
          where s.rollout_id = rollout.id and s.phase = 'rolled_back' and event->>'kind' = 'rolled_back' limit 1
        ) end as took_ms
      from rollout where finished_at >= ${from})
    select
      (select count(*)::int from rollout where started_at >= ${from}) as started,
      (count(*) filter (where phase = 'completed'))::int as completed,
      (count(*) filter (where phase = 'rolled_back'))::int as rolled_back,
      (count(*) filter (where phase = 'rolled_back' and rollback_cause not in ('manual', 'superseded')))::int as by_itself,
      (count(*) filter (where phase = 'cancelled'))::int as cancelled,
      percentile_cont(0.5) within group (order by took_ms) as median_ms,
      max(took_ms) as slowest_ms,
      count(took_ms)::int as measured,
      (select count(*)::int from rollout_snapshot where at >= ${from}) as decisions
    from ended`);
  return {
    from: from.toISOString(),
    to: new Date(nowMs).toISOString(),
    started: row?.started ?? 0,
    completed: row?.completed ?? 0,
    rolledBack: row?.rolled_back ?? 0,
    rolledBackByItself: row?.by_itself ?? 0,
    cancelled: row?.cancelled ?? 0,
    medianRollbackMs: row?.median_ms ?? null,
    slowestRollbackMs: row?.slowest_ms ?? null,
    rollbacksMeasured: row?.measured ?? 0,
    decisions: row?.decisions ?? 0,
  };
}

interface DayRow {
  readonly day: string;
  readonly completed: number;
  readonly rolled_back: number;
}

async function outcomesByDay(db: Db, nowMs: number): Promise<RolloutOverview["days"]> {
  const firstDayMs = (Math.floor(nowMs / dayMs) - days + 1) * dayMs;
  const rows = await prismaExecutor(db).query<DayRow>(sql`
    select to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD') as day,
      (count(*) filter (where phase = 'completed'))::int as completed,
      (count(*) filter (where phase = 'rolled_back'))::int as rolled_back
    from rollout where finished_at >= ${new Date(firstDayMs)} group by 1`);
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(firstDayMs + index * dayMs).toISOString().slice(0, 10);
    const row = rows.find((candidate) => candidate.day === day);
    return { day, completed: row?.completed ?? 0, rolledBack: row?.rolled_back ?? 0 };
  });
}

/** Everything under way, the latest rollbacks and the figures, at `nowMs`. */
export async function readOverview(db: Db, nowMs: number): Promise<RolloutOverview> {
  const [active, queued, recentRollbacks, lastDay, last30Days, byDay] = await Promise.all([
    db.rollout.findMany({
      where: { phase: { in: activePhases } },
      include,
      orderBy: { number: "desc" },
      take: activeMax,
    }),
    db.rollout.findMany({ where: { phase: "queued" }, include, orderBy: { number: "asc" }, take: queuedMax }),
    rollbackStories(db, nowMs),
    figures(db, nowMs - dayMs, nowMs),
    figures(db, nowMs - days * dayMs, nowMs),
    outcomesByDay(db, nowMs),
  ]);
  const under = summaries(active, nowMs);
  return {
    at: new Date(nowMs).toISOString(),
    active: [...under.filter((row) => row.needsAttention), ...under.filter((row) => !row.needsAttention)],
    queued: summaries(queued, nowMs),
    recentRollbacks,
    lastDay,
    last30Days,
    days: byDay,
  };
}
