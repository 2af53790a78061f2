import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { SourceCounts } from "./domain/source-quality";

/** What is on record of how a source does. */
export interface SourceRecord {
  /** The last 500 moments at which it was heard. */
  readonly heardAt: readonly Instant[];
  readonly counts: SourceCounts;
  readonly delay: { readonly medianMs: number | null; readonly p95Ms: number | null; readonly n: number };
  readonly unknownNames: number;
  readonly deadInAll: number;
  readonly outdatedInAll: number;
  readonly oldestWaitingAt: Instant | null;
  readonly doorOutcomes: readonly DoorOutcomeRow[];
}

export interface DoorOutcomeRow {
  readonly outcome: string;
  readonly count: number;
  readonly lastAt: string;
  readonly lastDetail: string | null;
}

/** Outcomes of the door that are no refusals: nobody was turned away. */
const harmless = ["duplicate", "source_disabled", "asking_failed"];
/** A fact that comes later than this after it happened is late. */
const lateAfterMs = 600_000;

interface CountRow {
  readonly parsed: number;
  readonly ignored: number;
  readonly dead: number;
  readonly waiting: number;
}

interface FactRow {
  readonly named: number;
  readonly unmapped: number;
  readonly timed: number;
  readonly late: number;
  readonly median_ms: number | null;
  readonly p95_ms: number | null;
}

/** Facts of the last 200 deliveries: whether their names are known, and how long after the fact they came. */
async function recentFacts(db: SqlExecutor, sourceId: string): Promise<FactRow> {
  const [row] = await db.query<FactRow>(sql`
    with recent as materialized (
      select id, received_at from delivery where source_id = ${sourceId} order by id desc limit 200
    ), said as materialized (
      select f.body, greatest(extract(epoch from r.received_at - f.occurred_at) * 1000, 0)::double precision as delay_ms
      from recent r join fact_mention m on m.delivery_id = r.id join signal_fact f on f.id = m.fact_id limit 2000
    ), unknown as materialized (
      select kind, external_name from name_mapping
      where source_id = ${sourceId} and target_id is null and not is_ignored
    )
    select count(*) filter (where body ->> 'service' is not null or body ->> 'environment' is not null)::int as named,
      count(*) filter (where exists (select from unknown u where u.external_name = body ->> u.kind))::int as unmapped,
      count(*)::int as timed, count(*) filter (where delay_ms > ${lateAfterMs})::int as late,
      percentile_cont(0.5) within group (order by delay_ms) as median_ms,
      percentile_cont(0.95) within group (order by delay_ms) as p95_ms
    from said`);
  return row ?? { named: 0, unmapped: 0, timed: 0, late: 0, median_ms: null, p95_ms: null };
}

/** What became of the last 1 000 deliveries. */
async function recentStates(db: SqlExecutor, sourceId: string): Promise<CountRow> {
  const [row] = await db.query<CountRow>(sql`
    select count(*) filter (where state = 'parsed')::int as parsed,
      count(*) filter (where state = 'ignored')::int as ignored,
      count(*) filter (where state = 'dead')::int as dead,
      count(*) filter (where state = 'received')::int as waiting
    from (select state from delivery where source_id = ${sourceId} order by id desc limit 1000) as recent`);
  return row ?? { parsed: 0, ignored: 0, dead: 0, waiting: 0 };
}

interface AllRow {
  readonly dead: number;
  readonly outdated: number;
  readonly oldest_waiting_ms: number | null;
  readonly unknown_names: number;
}

async function inAll(db: SqlExecutor, sourceId: string, parserVersion: number): Promise<AllRow | undefined> {
  const [row] = await db.query<AllRow>(sql`
    select
      (select count(*)::int from (select 1 from delivery where source_id = ${sourceId} and state = 'dead' limit 10000) d) as dead,
      (select count(*)::int from (select 1 from delivery where source_id = ${sourceId} and state <> 'received'
        and parser_version < ${parserVersion} limit 10000) d) as outdated,
      (select (extract(epoch from min(received_at)) * 1000)::double precision from delivery
        where source_id = ${sourceId} and state = 'received') as oldest_waiting_ms,
      (select count(*)::int from name_mapping
        where source_id = ${sourceId} and target_id is null and not is_ignored) as unknown_names`);
  return row;
}

/** Outcomes at the door in the last 7 days. Those of reading are told by the deliveries themselves. */
async function doorOutcomes(db: SqlExecutor, sourceId: string): Promise<DoorOutcomeRow[]> {
  const rows = await db.query<{ outcome: string; count: number; last_at: Date; last_detail: string | null }>(sql`
    select outcome, sum(count)::double precision as count, max(last_at) as last_at,
      (array_agg(last_detail order by last_at desc))[1] as last_detail
    from delivery_tally where source_id = ${sourceId} and hour > clock_timestamp() - interval '7 days'
      and is_door
    group by outcome order by 2 desc, 1 limit 50`);
  return rows.map((row) => ({
    outcome: row.outcome,
    count: row.count,
    lastAt: row.last_at.toISOString(),
    lastDetail: row.last_detail,
  }));
}

/** Everything on record of one source. `parserVersion`: that of its reader now. */
export async function readSourceRecord(
  db: SqlExecutor,
  sourceId: string,
  parserVersion: number,
): Promise<SourceRecord> {
  const heard = await db.query<{ at_ms: number }>(sql`
    select (extract(epoch from received_at) * 1000)::double precision as at_ms from delivery
    where source_id = ${sourceId} and verification <> 'asked' order by id desc limit 500`);
  const states = await recentStates(db, sourceId);
  const facts = await recentFacts(db, sourceId);
  const all = await inAll(db, sourceId, parserVersion);
  const outcomes = await doorOutcomes(db, sourceId);
  const countOf = (wanted: (outcome: string) => boolean): number =>
    outcomes.filter(({ outcome }) => wanted(outcome)).reduce((sum, { count }) => sum + count, 0);
  const oldest = all?.oldest_waiting_ms ?? null;
  return {
    heardAt: heard.map(({ at_ms }) => instant(Math.round(at_ms))),
    counts: {
      ...states,
      refused: countOf((outcome) => !harmless.includes(outcome)),
      duplicates: countOf((outcome) => outcome === "duplicate"),
      named: facts.named,
      unmapped: facts.unmapped,
      timed: facts.timed,
      late: facts.late,
    },
    delay: { medianMs: facts.median_ms, p95Ms: facts.p95_ms, n: facts.timed },
    unknownNames: all?.unknown_names ?? 0,
    deadInAll: all?.dead ?? 0,
    outdatedInAll: all?.outdated ?? 0,
    oldestWaitingAt: oldest === null ? null : instant(Math.round(oldest)),
    doorOutcomes: outcomes,
  };
}
