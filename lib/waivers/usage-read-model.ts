import { countOwedByService } from "@/lib/emergencies/owed-read-model";
import { type Instant, plusMs } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { WaiverUsage } from "./contract";

const periodMs = 90 * 86_400_000;

interface Row {
  service_id: string;
  slug: string;
  name: string;
  team_slug: string | null;
  team_name: string | null;
  requested: number;
  granted: number;
  in_force: number;
  renewals: number;
  bent_ms: number;
  emergencies: number;
}

type Item = WaiverUsage["items"][number];

/**
 * Exceptions of the last 90 days by service or team: how many were asked for, granted, are in force, were renewals; for how long rules
 * were bent (the time of several waivers at once counts for each); reviews owed at `now`; emergency releases. Only who had any.
 */
export async function loadUsage(db: SqlExecutor, by: "service" | "team", now: Instant): Promise<WaiverUsage> {
  const from = new Date(plusMs(now, -periodMs)).toISOString();
  const at = new Date(now).toISOString();
  const rows = await db.query<Row>(sql`
    select s.id as service_id, s.slug, s.name, t.slug as team_slug, t.name as team_name,
      coalesce(w.requested, 0)::int as requested, coalesce(w.renewals, 0)::int as renewals,
      coalesce(g.granted, 0)::int as granted, coalesce(g.in_force, 0)::int as in_force,
      coalesce(g.bent_ms, 0)::float8 as bent_ms, coalesce(m.emergencies, 0)::int as emergencies
    from service s left join team t on t.id = s.owner_team_id
    left join lateral (
      select count(*) as requested, count(renewal_of) as renewals from waiver
      where service_id = s.id and requested_at >= ${from}::timestamptz) w on true
    left join lateral (
      select count(*) filter (where granted_at >= ${from}::timestamptz) as granted,
        count(*) filter (where from_at <= ${at}::timestamptz and to_at > ${at}::timestamptz) as in_force,
        sum(greatest(0, extract(epoch from least(to_at, ${at}::timestamptz) - greatest(from_at, ${from}::timestamptz)) * 1000))
          as bent_ms
      from (select g.granted_at, greatest(g.starts_at, g.granted_at) as from_at,
                   least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)) as to_at
            from waiver_grant g join waiver o on o.id = g.waiver_id where o.service_id = s.id) as spans) g on true
    left join lateral (
      select count(*) as emergencies from emergency_release
      where service_id = s.id and started_at >= ${from}::timestamptz) m on true
    order by s.name`);
  const owed = await countOwedByService(db, now);
  const items = new Map<string, Item>();
  for (const row of rows) {
    const one = itemOf(row, by, owed.get(row.service_id) ?? 0);
    const key = one.slug ?? "";
    items.set(key, added(items.get(key), one));
  }
  const used = [...items.values()].filter(
    (item) => item.requested + item.granted + item.inForce + item.owed + item.emergencies > 0,
  );
  return {
    at,
    from,
    items: used.sort((left, right) => right.bentMs - left.bentMs || left.name.localeCompare(right.name)),
  };
}

function itemOf(row: Row, by: "service" | "team", owed: number): Item {
  const named =
    by === "service"
      ? { slug: row.slug, name: row.name }
      : { slug: row.team_slug, name: row.team_name ?? "Services without a team" };
  return {
    ...named,
    requested: row.requested,
    granted: row.granted,
    inForce: row.in_force,
    renewals: row.renewals,
    owed,
    bentMs: Math.round(row.bent_ms),
    emergencies: row.emergencies,
  };
}

function added(sum: Item | undefined, one: Item): Item {
  if (!sum) return one;
  return {
    ...sum,
    requested: sum.requested + one.requested,
    granted: sum.granted + one.granted,
    inForce: sum.inForce + one.inForce,
    renewals: sum.renewals + one.renewals,
    owed: sum.owed + one.owed,
    bentMs: sum.bentMs + one.bentMs,
    emergencies: sum.emergencies + one.emergencies,
  };
}
