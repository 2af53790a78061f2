import type { Instant } from "@/lib/kernel/instant";
import { instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { WaiverView, waiverLists } from "./contract";
import { countRenewals } from "./domain/renewals";
import { reviewDuty, type Span, spanOf, stateAt, validApprovals } from "./domain/waiver";
import { subjectNames } from "./subject-read-model";
import { loadWaivers, type Rule, type StoredWaiver } from "./waiver-record-read-model";

export interface WaiverFilter {
  readonly list: (typeof waiverLists)[number];
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly kind?: string | undefined;
  readonly team?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const iso = (at: Instant) => new Date(at).toISOString();

const granted = sql`exists (select from waiver_grant g where g.waiver_id = w.id and g.revision = w.revision)`;

/** The condition of a list on `w`. It says in SQL what `stateAt` and `reviewDuty` say of each row; a test compares them. */
function listCondition(list: WaiverFilter["list"], now: Instant, person: string | null): Sql {
  const at = sql`${iso(now)}::timestamptz`;
  const asked = sql`w.closing is null and w.requested_at is not null`;
  const waiting = sql`${asked} and not ${granted} and w.ends_at > ${at}`;
  const over = sql`(w.closing is not null or (w.requested_at is not null and w.ends_at <= ${at}))`;
  switch (list) {
    case "all":
      return sql`true`;
    case "in_force":
      return sql`${asked} and ${granted} and w.starts_at <= ${at} and w.ends_at > ${at}`;
    case "waiting":
      return waiting;
    case "mine":
      return sql`${waiting}
        and not exists (select from waiver_revision r where r.waiver_id = w.id and r.saved_by_person = ${person})
        and not exists (select from waiver_approval a where a.waiver_id = w.id and a.revision = w.revision and a.person = ${person})`;
    case "draft":
      return sql`w.closing is null and w.requested_at is null`;
    case "ended":
      return over;
    case "debt":
      return sql`${over} and not exists (select from waiver_review v where v.waiver_id = w.id)
        and exists (select from waiver_grant g where g.waiver_id = w.id and greatest(g.starts_at, g.granted_at)
          < least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)))`;
  }
}

function whereOf(filter: WaiverFilter, now: Instant, person: string | null): Sql {
  const after = decodeCursor(filter.cursor, /^\d{1,9}$/);
  const parts = [
    listCondition(filter.list, now, person),
    ...(filter.kind ? [sql`w.kind = ${filter.kind}`] : []),
    ...(filter.service ? [sql`w.service_id in (select id from service where slug = ${filter.service})`] : []),
    ...(filter.environment
      ? [sql`w.environment_id in (select id from environment where slug = ${filter.environment})`]
      : []),
    ...(filter.team
      ? [
          sql`w.service_id in (select s.id from service s join team t on t.id = s.owner_team_id where t.slug = ${filter.team})`,
        ]
      : []),
    ...(after ? [sql`w.number < ${Number(after)}`] : []),
  ];
  return parts.reduce((all, part) => sql`${all} and (${part})`, sql`true`);
}

/** Waivers of a list, newest first. `person` is who asks, for those that wait for them. */
export async function listWaiverViews(
  db: SqlExecutor,
  filter: WaiverFilter,
  now: Instant,
  person: string | null,
): Promise<Page<WaiverView>> {
  const rows = await loadWaivers(db, whereOf(filter, now, person), filter.limit + 1);
  const page = toPage(rows, filter.limit, (row) => row.reference.slice(2));
  return { items: await viewsOf(db, page.items, now), nextCursor: page.nextCursor };
}

interface PlaceRow {
  id: string;
  slug: string;
  name: string;
  team_id: string | null;
  team_slug: string | null;
  team_name: string | null;
}

async function placesOf(db: SqlExecutor, ids: readonly string[]): Promise<ReadonlyMap<string, PlaceRow>> {
  const rows = await db.query<PlaceRow>(sql`
    select s.id, s.slug, s.name, t.id as team_id, t.slug as team_slug, t.name as team_name
    from service s left join team t on t.id = s.owner_team_id where s.id = any(${[...ids]}::text[])
    union all select id, slug, name, null, null, null from environment where id = any(${[...ids]}::text[])`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Stored waivers as shown at `now`. */
export async function viewsOf(db: SqlExecutor, waivers: readonly StoredWaiver[], now: Instant): Promise<WaiverView[]> {
  const contents = waivers.map(({ record }) => record.content);
  const places = await placesOf(
    db,
    contents.flatMap(({ serviceId, environmentId }) => [serviceId, environmentId]),
  );
  const names = await subjectNames(db, contents);
  const chains = await chainsOf(db, waivers);
  return waivers.map((waiver) => viewOf(waiver, { places, names, chains }, now));
}

interface Known {
  readonly places: ReadonlyMap<string, PlaceRow>;
  readonly names: ReadonlyMap<string, string>;
  readonly chains: ReadonlyMap<string, readonly Span[]>;
}

const ruleKey = (rule: Rule) => `${rule.kind} ${rule.subject} ${rule.serviceId} ${rule.environmentId}`;

/** When the rules of these waivers were bent, by rule; for each with the waiver that bent it left out later by its own span. */
async function chainsOf(
  db: SqlExecutor,
  waivers: readonly StoredWaiver[],
): Promise<ReadonlyMap<string, readonly Span[]>> {
  const services = [...new Set(waivers.map(({ record }) => record.content.serviceId))];
  const rows = await db.query<Rule & { waiverId: string; from_at: Date; to_at: Date }>(sql`
    select w.kind, w.subject, w.service_id as "serviceId", w.environment_id as "environmentId", w.id as "waiverId",
      greatest(g.starts_at, g.granted_at) as from_at, least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)) as to_at
    from waiver_grant g join waiver w on w.id = g.waiver_id where w.service_id = any(${services}::text[])
      and greatest(g.starts_at, g.granted_at) < least(g.ends_at, coalesce(g.ended_early_at, g.ends_at))
    order by g.ends_at desc limit 5000`);
  const chains = new Map<string, Span[]>();
  for (const waiver of waivers) {
    const key = ruleKey(waiver.record.content);
    const spans = rows
      .filter((row) => row.waiverId !== waiver.id && ruleKey(row) === key)
      .map((row) => ({ from: instant(row.from_at.getTime()), to: instant(row.to_at.getTime()) }));
    chains.set(waiver.id, spans);
  }
  return chains;
}

function viewOf(waiver: StoredWaiver, known: Known, now: Instant): WaiverView {
  const { record, assessment } = waiver;
  const { content } = record;
  const service = known.places.get(content.serviceId);
  const environment = known.places.get(content.environmentId);
  if (!service || !environment) throw new Error("a waiver's place is not there");
  const span = spanOf(record, now);
  const duty = reviewDuty(record, now);
  const earlier = (known.chains.get(waiver.id) ?? []).filter((one) => one.from < content.startsAt);
  return {
    id: waiver.id,
    reference: waiver.reference,
    state: stateAt(record, now),
    kind: content.kind,
    subject: content.subject,
    subjectName: known.names.get(`${content.kind} ${content.subject}`) ?? null,
    service: placeOf(service),
    environment: placeOf(environment),
    team:
      service.team_id === null
        ? null
        : { id: service.team_id, slug: service.team_slug ?? "", name: service.team_name ?? "" },
    justification: content.justification,
    startsAt: iso(content.startsAt),
    endsAt: iso(content.endsAt),
    bends: span && { from: iso(span.from), to: iso(span.to) },
    requestedBy: waiver.requestedBy,
    requestedAt: record.requestedAt && iso(record.requestedAt),
    validApprovals: validApprovals(record, now).length,
    need: { approvals: content.need.approvals, oneOf: [...content.need.oneOf] },
    riskScore: assessment.score,
    riskLevel: assessment.level,
    renewals: countRenewals(earlier, content.startsAt),
    review: {
      duty: duty.kind,
      since: duty.kind === "owed" ? iso(duty.since) : null,
      dueAt: duty.kind === "owed" ? iso(duty.dueAt) : null,
    },
    revision: record.revision,
    contentHash: record.contentHash,
  };
}

function placeOf({ id, slug, name }: PlaceRow) {
  return { id, slug, name };
}
