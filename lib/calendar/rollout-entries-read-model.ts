import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CalendarEntry } from "./contract";
import type { FeedItem, FeedTime } from "./domain/feed-item";
import type { CalendarSource, FeedQuestion } from "./port";
import { type PlaceColumns, placesOf, placeWords } from "./window-entries-read-model";

const iso = (at: Instant): string => new Date(at).toISOString();

/** Feeds of everything stay of a size that programs read, however often is released. */
const newestRollouts = 2_000;

interface RolloutRow extends PlaceColumns {
  readonly id: string;
  readonly number: number;
  readonly canary_version: string;
  readonly phase: string;
  readonly begun_at: Date;
  readonly finished_at: Date | null;
}

function titleOf({ service_name, canary_version }: RolloutRow): string {
  return `${service_name} ${canary_version}`;
}

/** Of a rollout that is under way nobody knows the end: until then it is the moment of its start. */
function timeOf({ begun_at, finished_at }: RolloutRow): FeedTime {
  const from = instant(begun_at.getTime());
  const to = instant(finished_at?.getTime() ?? 0);
  return to > from ? { kind: "span", from, to } : { kind: "moment", at: from };
}

/** One that ended without having begun is not among them: in feeds it is cancelled. */
async function rolloutItems(db: SqlExecutor, { from, limit }: FeedQuestion): Promise<FeedItem[]> {
  const rows = await db.query<RolloutRow>(sql`
    select r.id, r.number, r.canary_version, r.phase::text as phase, coalesce(r.started_at, r.created_at) as begun_at,
      r.finished_at, s.id as service_id, s.slug as service_slug, s.name as service_name,
      e.id as environment_id, e.slug as environment_slug, e.name as environment_name
    from rollout r join service s on s.id = r.service_id join environment e on e.id = r.environment_id
    where (r.finished_at is null or r.finished_at > ${iso(from)}::timestamptz and r.started_at is not null)
    order by begun_at desc, r.id limit ${limit + 1}::int`);
  return rows.map((row) => ({
    key: `rollout ${row.id}`,
    kind: "rollout",
    title: titleOf(row),
    note: row.phase.replaceAll("_", " "),
    href: `/rollouts/${row.id}`,
    time: timeOf(row),
    serviceIds: row.service_id === null ? [] : [row.service_id],
    environmentIds: row.environment_id === null ? [] : [row.environment_id],
    place: placeWords(row),
  }));
}

/** Of one that waits in the queue: what it waits for may be the gate. */
function gateOf({ phase, service_slug, environment_slug, canary_version }: RolloutRow): Pick<CalendarEntry, "gate"> {
  if (phase !== "queued" || service_slug === null || environment_slug === null) return {};
  return { gate: { service: service_slug, environment: environment_slug, version: canary_version, more: 0 } };
}

/** Rollouts from their start to their end, those under way until now, and those that wait. */
export const rolloutSource: CalendarSource = {
  kinds: ["rollout"],
  newest: newestRollouts,
  listFeedItems: rolloutItems,
  async list(db, { range, now, serviceId, environmentId, limit }) {
    const rows = await db.query<RolloutRow>(sql`
      select r.id, r.number, r.canary_version, r.phase::text as phase, coalesce(r.started_at, r.created_at) as begun_at,
        r.finished_at, s.id as service_id, s.slug as service_slug, s.name as service_name,
        e.id as environment_id, e.slug as environment_slug, e.name as environment_name
      from rollout r join service s on s.id = r.service_id join environment e on e.id = r.environment_id
      where coalesce(r.started_at, r.created_at) < ${iso(range.to)}::timestamptz
        and coalesce(r.finished_at, ${iso(now)}::timestamptz) >= ${iso(range.from)}::timestamptz
        and (${serviceId}::text is null or r.service_id = ${serviceId}::text)
        and (${environmentId}::text is null or r.environment_id = ${environmentId}::text)
      order by r.number desc limit ${limit + 1}::int`);
    return rows.map((row) => ({
      ...placesOf(row),
      id: `rollout ${row.id}`,
      kind: "rollout",
      title: titleOf(row),
      startsAt: row.begun_at.toISOString(),
      endsAt: new Date(Math.max(row.begun_at.getTime(), row.finished_at?.getTime() ?? now)).toISOString(),
      isAllDay: false,
      timeZone: null,
      note: row.phase.replaceAll("_", " "),
      href: `/rollouts/${row.id}`,
      windowId: null,
      recurs: false,
      ...gateOf(row),
    }));
  },
};
