import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { ConflictFacts, NamedSpan, RelatedService, Relation } from "./domain/conflicts";
import { spansWithin } from "./domain/series";
import type { CalendarRelations } from "./port";
import { listWindowSeries, type PlacedSeries } from "./series-read-model";

export interface ConflictQuestion {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly range: Period;
  readonly now: Instant;
  /** The name of the person who is to do it; null when nobody is named. */
  readonly assignee: string | null;
}

interface WorkRow {
  readonly service_id: string | null;
  readonly name: string;
  readonly by: string | null;
  readonly from_at: Date;
  readonly to_at: Date;
}

const maxWork = 2_000;

/**
 * Planned changes, rollouts under way and reservations that touch a range, of whatever service. Whoever plans is not in their own way: what
 * they reserved in the environment is for this.
 */
async function loadWork(
  db: SqlExecutor,
  { range, environmentId, now, assignee }: ConflictQuestion,
  services: readonly string[],
): Promise<WorkRow[]> {
  const from = new Date(range.from).toISOString();
  const to = new Date(range.to).toISOString();
  return db.query<WorkRow>(sql`
    select service_id, key || ': ' || title as name, null as by, planned_start_at as from_at, planned_end_at as to_at
    from change_ticket
    where planned_start_at < ${to}::timestamptz and planned_end_at > ${from}::timestamptz
      and state not in ('closed', 'rejected', 'cancelled')
    union all
    select r.service_id, 'Rollout #' || r.number || ' of ' || r.canary_version, r.started_by,
      coalesce(r.started_at, r.created_at), ${new Date(now + 1).toISOString()}::timestamptz
    from rollout r
    where r.environment_id = ${environmentId} and r.finished_at is null and ${new Date(now + 1).toISOString()}::timestamptz > ${from}::timestamptz
    union all
    select x.service_id, 'Reservation V-' || v.number || ' of ' || v.holder || ' in this environment', null, v.slot_from, v.slot_to
    from environment_reservation v cross join unnest(${[...services]}::text[]) as x(service_id)
    where v.environment_id = ${environmentId} and v.units is null and v.ended_at is null and v.slot_from is not null
      and v.holder is distinct from ${assignee}::text and (cardinality(v.services) = 0 or x.service_id = any(v.services))
      and v.slot_from < ${to}::timestamptz and v.slot_to > ${from}::timestamptz
    union all
    select null, 'Reservation V-' || v.number || ' in ' || e.name, v.holder, v.slot_from, v.slot_to
    from environment_reservation v join environment e on e.id = v.environment_id
    where v.holder = ${assignee}::text and v.environment_id <> ${environmentId} and v.ended_at is null and v.granted_at is not null
      and v.slot_from < ${to}::timestamptz and v.slot_to > ${from}::timestamptz
    order by from_at limit ${maxWork}::int`);
}

function spanOf({ name, from_at, to_at }: WorkRow): NamedSpan {
  return { name, from: instant(from_at.getTime()), to: instant(to_at.getTime()) };
}

/** What speaks for and against times of a service in an environment, through the services that it is bound to. */
export async function loadConflictFacts(
  db: SqlExecutor,
  relations: CalendarRelations,
  question: ConflictQuestion,
): Promise<ConflictFacts> {
  const { serviceId, environmentId, range, assignee } = question;
  const edges = await relations.listRelations(db, environmentId);
  const related = new Map<string, Relation>([[serviceId, "service"]]);
  for (const { parentId, childId } of edges) {
    if (childId === serviceId && !related.has(parentId)) related.set(parentId, "parent");
    if (parentId === serviceId && !related.has(childId)) related.set(childId, "child");
  }
  const names = await db.query<{ id: string; name: string }>(
    sql`select id, name from service where id = any(${[...related.keys()]}::text[]) order by name`,
  );
  const work = await loadWork(db, question, [...related.keys()]);
  // A maintenance window that is long over binds changes to the next one all the same.
  const since = instant(0);
  const windows = await listWindowSeries(db, { range: { from: since, to: range.to } });
  const here = windows.filter((one) => one.environmentId === null || one.environmentId === environmentId);
  return {
    services: names.map(({ id, name }) => ({
      name,
      relation: related.get(id) ?? "child",
      busy: work.filter((row) => row.service_id === id).map(spanOf),
      ...windowsOf(
        here.filter((one) => one.serviceId === null || one.serviceId === id),
        range,
      ),
    })),
    assigneeBusy: assignee === null ? [] : work.filter(({ by }) => by === assignee).map(spanOf),
  };
}

function windowsOf(windows: readonly PlacedSeries[], range: Period): Pick<RelatedService, "blackouts" | "maintenance"> {
  const spans = (kind: "blackout" | "maintenance"): NamedSpan[] =>
    windows
      .filter(({ series }) => series.kind === kind)
      .flatMap(({ series }) => spansWithin(series, range).map((span) => ({ ...span, name: series.name })));
  const isBound = windows.some(({ series }) => series.kind === "maintenance");
  return { blackouts: spans("blackout"), maintenance: isBound ? spans("maintenance") : null };
}
