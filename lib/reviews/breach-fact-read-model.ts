import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CauseFacts } from "./contract";

const iso = (at: Instant | number) => new Date(at).toISOString();

/** How many of each are kept with a cause. */
const keptMax = 50;

export interface FactPlace {
  readonly serviceId: string;
  /** Null means every one. */
  readonly environmentId: string | null;
  /** Of the objective, for its waivers; null for none. */
  readonly subject: string | null;
}

type Around = Pick<CauseFacts, "deployments" | "incidents" | "waivers">;

interface Row {
  kind: "deployments" | "incidents" | "waivers";
  id: string;
  name: string;
  at: Date;
}

/** What happened to a service in a period up to `until`, newest first: deployments, incidents, and waivers that were in force at `until`. */
export async function loadAround(db: SqlExecutor, place: FactPlace, period: Period, until: Instant): Promise<Around> {
  const { serviceId, environmentId, subject } = place;
  const [from, to] = [iso(period.from), iso(Math.min(period.to, until))];
  const isHere = sql`${environmentId}::text is null or environment_id is null or environment_id = ${environmentId}`;
  const rows = await db.query<Row>(sql`
    (select 'deployments' as kind, d.id, v.name, d.started_at as at from deployment d join version v on v.id = d.version_id
     where d.service_id = ${serviceId} and (${environmentId}::text is null or d.environment_id = ${environmentId})
       and d.started_at >= ${from}::timestamptz and d.started_at < ${to}::timestamptz
     order by d.started_at desc limit ${keptMax})
    union all
    (select 'incidents', id, title, detected_at from incident
     where service_id = ${serviceId} and (${isHere}) and duplicate_of_key is null
       and detected_at >= ${from}::timestamptz and detected_at < ${to}::timestamptz
     order by detected_at desc limit ${keptMax})
    union all
    (select 'waivers', w.id, 'W-' || w.number, g.ends_at from waiver w
     join waiver_grant g on g.waiver_id = w.id and g.revision = w.revision
     where w.service_id = ${serviceId} and (${isHere}) and w.closing is null
       and (w.kind <> 'objective' or w.subject in ('*', coalesce(${subject}::text, '*')))
       and greatest(g.starts_at, g.granted_at) <= ${to}::timestamptz
       and least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)) > ${to}::timestamptz
     order by g.ends_at limit ${keptMax})`);
  const of = (kind: Row["kind"]) =>
    rows.filter((row) => row.kind === kind).map(({ id, name, at }) => ({ id, name, at: at.toISOString() }));
  return { deployments: of("deployments"), incidents: of("incidents"), waivers: of("waivers") };
}

/** Periods of objectives that were looked at, by objective: when they began. */
export async function loadAssessed(
  db: SqlExecutor,
  objectiveIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const rows = await db.query<{ objective_id: string; starts: number[] }>(sql`
    select objective_id, array_agg((extract(epoch from period_from) * 1000)::float8) as starts
    from objective_period where objective_id = any(${[...objectiveIds]}::text[]) group by objective_id`);
  return new Map(rows.map((row) => [row.objective_id, new Set(row.starts.map(Number))]));
}

export interface KnownCause {
  readonly objectiveId: string;
  readonly periodFrom: Instant;
  readonly kind: string;
}

/** Causes of breaches of objectives in periods that began at or after `since`. */
export async function loadKnownCauses(
  db: SqlExecutor,
  objectiveIds: readonly string[],
  since: Instant,
): Promise<KnownCause[]> {
  const rows = await db.query<{ objective_id: string; period_from: Date; kind: string }>(sql`
    select b.objective_id, b.period_from, c.kind from breach b join breach_cause c on c.breach_id = b.id
    where b.objective_id = any(${[...objectiveIds]}::text[]) and b.period_from >= ${iso(since)}::timestamptz`);
  return rows.map((row) => ({
    objectiveId: row.objective_id,
    periodFrom: instant(row.period_from.getTime()),
    kind: row.kind,
  }));
}
