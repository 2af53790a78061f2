import { type Instant, instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { listActionsOf } from "./action-read-model";
import { attendeesOf } from "./attendance-read-model";
import type { RetrospectiveList, RetrospectiveView } from "./contract";
import { type CountedBreach, repetitionOf } from "./domain/repeated";
import type { ReviewRules } from "./domain/review-rules";

interface Row {
  id: string;
  number: number;
  objective: RetrospectiveView["objective"];
  service: RetrospectiveView["service"];
  scheduled_at: Date;
  held_at: Date | null;
  findings: string | null;
  breaches: { id: string; reference: string; periodFrom: string }[];
  attendance: RetrospectiveView["attendance"];
}

async function load(db: SqlExecutor, where: Sql, now: Instant, limit: number): Promise<RetrospectiveView[]> {
  const rows = await db.query<Row>(sql`
    select r.id, r.number, r.scheduled_at, r.held_at, r.findings,
      jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name) as objective,
      jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) as service,
      coalesce((select jsonb_agg(jsonb_build_object('id', b.id, 'reference', 'B-' || b.number, 'periodFrom', b.period_from)
                  order by b.number)
                from retrospective_breach rb join breach b on b.id = rb.breach_id where rb.retrospective_id = r.id),
               '[]'::jsonb) as breaches,
      ${attendeesOf("retrospective", sql`r.id`)} as attendance
    from retrospective r join objective o on o.id = r.objective_id join service s on s.id = o.service_id
    where ${where} order by r.number desc limit ${limit}`);
  const views: RetrospectiveView[] = [];
  for (const { number, scheduled_at, held_at, breaches, ...row } of rows) {
    views.push({
      ...row,
      reference: `R-${number}`,
      scheduledAt: scheduled_at.toISOString(),
      heldAt: held_at?.toISOString() ?? null,
      breaches: breaches.map((one) => ({ ...one, periodFrom: new Date(one.periodFrom).toISOString() })),
      actions: await listActionsOf(db, "retrospective", row.id, now),
    });
  }
  return views;
}

/** Retrospectives, newest first. */
export async function listRetrospectiveViews(
  db: SqlExecutor,
  filter: { readonly limit: number; readonly cursor?: string | undefined },
  now: Instant,
): Promise<Page<RetrospectiveView>> {
  const after = decodeCursor(filter.cursor, /^\d{1,9}$/);
  const rows = await load(db, after ? sql`r.number < ${Number(after)}` : sql`true`, now, filter.limit + 1);
  return toPage(rows, filter.limit, ({ reference }) => reference.slice(2));
}

/** One retrospective; null when there is none. */
export async function findRetrospective(db: SqlExecutor, id: string, now: Instant): Promise<RetrospectiveView | null> {
  const [found] = await load(db, sql`r.id = ${id}`, now, 1);
  return found ?? null;
}

interface OwedRow {
  objective: RetrospectiveView["objective"];
  service: RetrospectiveView["service"];
  breaches: { id: string; reference: string; from: number; isLookedAt: boolean; planned: string | null }[];
  starts: number[] | null;
}

/** Objectives in force that were breached again and again by `at`, and about which no retrospective was held since. */
export async function listOwedRetrospectives(
  db: SqlExecutor,
  rules: ReviewRules,
  at: Instant,
): Promise<RetrospectiveList["owed"]> {
  const until = sql`${new Date(at).toISOString()}::timestamptz`;
  const rows = await db.query<OwedRow>(sql`
    select jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name) as objective,
      jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) as service,
      jsonb_agg(jsonb_build_object('id', b.id, 'reference', 'B-' || b.number,
        'from', (extract(epoch from b.period_from) * 1000)::float8,
        'isLookedAt', exists (select from retrospective_breach rb join retrospective r on r.id = rb.retrospective_id
          where rb.breach_id = b.id and r.held_at <= ${until}),
        'planned', (select 'R-' || max(r.number) from retrospective_breach rb join retrospective r on r.id = rb.retrospective_id
          where rb.breach_id = b.id and r.created_at <= ${until}
            and (r.held_at is null or r.held_at > ${until})))) as breaches,
      (select array_agg((extract(epoch from p.period_from) * 1000)::float8) from objective_period p
       where p.objective_id = o.id and p.assessed_at <= ${until}) as starts
    from breach b join objective o on o.id = b.objective_id join service s on s.id = o.service_id
    where b.opened_at <= ${until} and (o.retired_at is null or o.retired_at > ${until})
    group by o.id, s.id having count(*) >= ${rules.repeated.breaches} order by o.name limit 500`);
  return rows.flatMap(({ objective, service, breaches, starts }) => {
    const counted = breaches.map(
      ({ id, from, isLookedAt }): CountedBreach => ({ id, periodFrom: instant(from), isLookedAt }),
    );
    // The running period counts too: its breach is known before its end.
    const periods = [...new Set([...(starts ?? []), ...breaches.map(({ from }) => from)])].map((from) => instant(from));
    const found = repetitionOf(counted, periods, rules.repeated);
    if (!found?.isOwed) return [];
    const chosen = breaches.filter(({ id }) => found.breachIds.includes(id)).sort((a, b) => a.from - b.from);
    return [
      {
        objective,
        service,
        breaches: chosen.map(({ id, reference, from }) => ({
          id,
          reference,
          periodFrom: new Date(from).toISOString(),
        })),
        why: `Breached ${chosen.length} times in its last ${found.periods} periods; the rule is ${rules.repeated.breaches} in ${rules.repeated.periods}.`,
        planned: chosen.find(({ planned }) => planned !== null)?.planned ?? null,
      },
    ];
  });
}

/** Breaches of an objective that no retrospective that was held or is planned has looked at. */
export async function listUnseenBreaches(db: SqlExecutor, objectiveId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select b.id from breach b where b.objective_id = ${objectiveId}
      and not exists (select from retrospective_breach rb where rb.breach_id = b.id) order by b.number limit 200`);
  return rows.map(({ id }) => id);
}
