import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { Journey } from "./contract";

const place = { select: { id: true, slug: true, name: true } } as const;
const include = { service: place, environment: place } as const;

export type CheckRow = Awaited<ReturnType<typeof listCheckRows>>[number];

/** Checks by name. */
export function listCheckRows(
  db: Db | Tx,
  filter: { readonly service?: string | undefined; readonly environment?: string | undefined },
) {
  return db.syntheticCheck.findMany({
    where: {
      ...(filter.service ? { service: { slug: filter.service } } : {}),
      ...(filter.environment ? { environment: { slug: filter.environment } } : {}),
    },
    include,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
}

/** One check; null when there is none. */
export function findCheckRow(db: Db | Tx, slug: string): Promise<CheckRow | null> {
  return db.syntheticCheck.findUnique({ where: { slug }, include });
}

/** A check as its runs need it, secrets sealed. */
export interface StoredCheck {
  readonly id: string;
  readonly slug: string;
  readonly host: string;
  readonly journey: Journey;
  readonly secrets: string | null;
  readonly intervalMs: number;
}

interface WorkRow {
  readonly id: string;
  readonly slug: string;
  readonly host: string;
  readonly journey: unknown;
  readonly secrets: string | null;
  readonly interval_ms: number;
  readonly run_id: string | null;
  readonly next_due_at: Date;
}

/** A run to make: one that waits, or one that the schedule wants. */
export interface Work {
  readonly check: StoredCheck;
  /** Null for the schedule's. */
  readonly runId: bigint | null;
  readonly dueAt: Instant;
}

function workOf(row: WorkRow): Work {
  const { id, slug, host, secrets, interval_ms: intervalMs } = row;
  return {
    check: { id, slug, host, secrets, intervalMs, journey: Journey.parse(row.journey) },
    runId: row.run_id === null ? null : BigInt(row.run_id),
    dueAt: row.next_due_at.getTime() as Instant,
  };
}

export interface WorkQuestion {
  readonly now: Instant;
  readonly perHost: number;
  readonly limit: number;
  /** Hosts for which there is no room now. */
  readonly fullHosts: readonly string[];
}

/**
 * What is to be made now: what was asked for first, then what is due and not under way. Of each host only `perHost`, and nothing of those
 * without room, so that many checks of slow ones never hide those of others.
 */
export async function listWork(db: SqlExecutor, question: WorkQuestion): Promise<Work[]> {
  const { perHost, limit, fullHosts } = question;
  const now = new Date(question.now).toISOString();
  const rows = await db.query<WorkRow>(sql`
    with waiting as (
      select r.id as run_id, c.id, c.host, r.wanted_at as since, 0 as rank from synthetic_run r
      join synthetic_check c on c.id = r.check_id where r.ended_at is null and r.started_at is null
      union all
      select null, c.id, c.host, c.next_due_at, 1 from synthetic_check c
      where c.disabled_at is null and c.next_due_at <= ${now}::timestamptz
        and not exists (select from synthetic_run r where r.ended_at is null and r.check_id = c.id and r.cause = 'schedule')
    ), placed as (
      select *, row_number() over (partition by host order by rank, since, id) as place from waiting
      where host <> all(${[...fullHosts]}::text[])
    )
    select c.id, c.slug, c.host, c.journey, c.secrets, c.interval_ms, p.run_id::text, c.next_due_at
    from placed p join synthetic_check c on c.id = p.id
    where p.place <= ${perHost}::int order by p.rank, p.since, p.id limit ${limit}::int`);
  return rows.map(workOf);
}

/** Checks that objectives may count, by slug. For whoever reads minutes. */
export async function findCountedCheck(
  db: Db | Tx,
  slug: string,
): Promise<{ id: string; serviceId: string; environmentId: string; isEnabled: boolean } | null> {
  const row = await db.syntheticCheck.findUnique({
    where: { slug },
    select: { id: true, serviceId: true, environmentId: true, disabledAt: true },
  });
  return (
    row && {
      id: row.id,
      serviceId: row.serviceId,
      environmentId: row.environmentId,
      isEnabled: row.disabledAt === null,
    }
  );
}

/** The same of many, by slug; those that are not there are left out. */
export async function listCountedChecks(
  db: Db | Tx,
  slugs: readonly string[],
): Promise<Map<string, { id: string; isEnabled: boolean }>> {
  if (slugs.length === 0) return new Map();
  const rows = await db.syntheticCheck.findMany({
    where: { slug: { in: [...slugs] } },
    select: { id: true, slug: true, disabledAt: true },
  });
  return new Map(rows.map(({ id, slug, disabledAt }) => [slug, { id, isEnabled: disabledAt === null }]));
}

export interface CountingCheck {
  readonly id: string;
  readonly slug: string;
  readonly intervalMs: number;
  readonly countedUntil: Instant | null;
  readonly createdAt: Instant;
  /** Start of the oldest run that has not ended; minutes from then on are not over yet. */
  readonly runningSince: Instant | null;
}

interface CountingRow {
  readonly id: string;
  readonly slug: string;
  readonly interval_ms: number;
  readonly counted_until: Date | null;
  readonly created_at: Date;
  readonly running_since: Date | null;
}

/** Every check with how far its minutes were counted. */
export async function listCounting(db: SqlExecutor): Promise<CountingCheck[]> {
  const rows = await db.query<CountingRow>(sql`
    select c.id, c.slug, c.interval_ms, c.counted_until, c.created_at,
           (select min(r.started_at) from synthetic_run r
            where r.check_id = c.id and r.ended_at is null and r.cause = 'schedule') as running_since
    from synthetic_check c order by c.id`);
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    intervalMs: row.interval_ms,
    countedUntil: (row.counted_until?.getTime() ?? null) as Instant | null,
    createdAt: row.created_at.getTime() as Instant,
    runningSince: (row.running_since?.getTime() ?? null) as Instant | null,
  }));
}

/** Objectives in force that count this check's runs, by name. */
export function listObjectivesOf(db: SqlExecutor, slug: string): Promise<{ slug: string; name: string }[]> {
  return db.query(sql`
    select slug, name from objective where retired_at is null and definition #>> '{sli,check}' = ${slug}
    order by name limit 50`);
}
