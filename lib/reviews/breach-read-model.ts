import { type Instant, instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { StoredFacts } from "./breach-store";
import type { BreachDetail, BreachView } from "./contract";
import { breachState, type CauseKind } from "./domain/breach";
import type { ReviewRules } from "./domain/review-rules";
import { dutyOf } from "./domain/root-cause";

const iso = (at: Instant | number) => new Date(at).toISOString();

interface Row {
  id: string;
  number: number;
  subject_kind: "objective" | "clock";
  subject_id: string;
  subject_name: string;
  objective_id: string | null;
  objective: string | null;
  service: BreachView["service"];
  environment: BreachView["environment"];
  tier: number;
  period_from: Date;
  period_to: Date;
  opened_at: Date;
  causes: { kind: CauseKind; at: number; facts: StoredFacts }[] | null;
  closing: { outcome: string; note: string; closed_by: string; at: number } | null;
  root_cause_id: string | null;
  is_signed: boolean;
}

/** A breach with what is needed to decide about it. */
export interface StoredBreach {
  readonly view: BreachView;
  readonly objectiveId: string | null;
  readonly facts: BreachDetail["facts"];
  readonly told: StoredFacts["told"];
  readonly closing: BreachDetail["closing"];
  readonly rootCauseId: string | null;
  readonly isSigned: boolean;
}

const epochMs = (column: Sql) => sql`(extract(epoch from ${column}) * 1000)::float8`;

/** Breaches that fit a condition on `b`, as they were at `at`, newest first. */
export async function loadBreaches(
  db: SqlExecutor,
  where: Sql,
  rules: ReviewRules,
  at: Instant,
  limit = 200,
): Promise<StoredBreach[]> {
  const until = sql`${iso(at)}::timestamptz`;
  const rows = await db.query<Row>(sql`
    select b.id, b.number, b.subject_kind, b.subject_id, b.subject_name, b.objective_id, o.slug as objective, s.tier, b.period_from, b.period_to,
      b.opened_at,
      jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) as service,
      case when e.id is null then null else jsonb_build_object('id', e.id, 'slug', e.slug, 'name', e.name) end as environment,
      (select jsonb_agg(jsonb_build_object('kind', c.kind, 'at', ${epochMs(sql`c.at`)}, 'facts', c.facts) order by c.at, c.kind)
         from breach_cause c where c.breach_id = b.id and c.at <= ${until}) as causes,
      (select jsonb_build_object('outcome', x.outcome, 'note', x.note, 'closed_by', x.closed_by, 'at', ${epochMs(sql`x.at`)})
         from breach_closing x where x.breach_id = b.id and x.at <= ${until}) as closing,
      rc.id as root_cause_id, coalesce(${signedBy(until)}, false) as is_signed
    from breach b join service s on s.id = b.service_id left join environment e on e.id = b.environment_id
    left join objective o on o.id = b.objective_id
    left join root_cause rc on rc.subject_kind = 'breach' and rc.subject_id = b.id and rc.created_at <= ${until}
    where b.opened_at <= ${until} and ${where} order by b.number desc limit ${limit}`);
  return rows.map((row) => storedOf(row, rules, at));
}

/** Whether the newest version that `rc` had at `until` was signed by then. */
export function signedBy(until: Sql): Sql {
  return sql`(select exists (select from root_cause_sign_off f where f.root_cause_id = v.root_cause_id
      and f.version = v.version and f.at <= ${until})
    from root_cause_version v where v.root_cause_id = rc.id and v.saved_at <= ${until} order by v.version desc limit 1)`;
}

function storedOf(row: Row, rules: ReviewRules, at: Instant): StoredBreach {
  const isSigned = row.is_signed;
  const since = instant(row.opened_at.getTime());
  const isRequired = rules.rootCause.breachTiers.includes(row.tier);
  const duty = isRequired
    ? dutyOf({ since, isWritten: row.root_cause_id !== null, isSigned }, rules.rootCause.dueDays, at)
    : null;
  const causes = row.causes ?? [];
  return {
    objectiveId: row.objective_id,
    rootCauseId: row.root_cause_id,
    isSigned,
    told: causes[0]?.facts.told ?? [],
    facts: causes.map(({ kind, at, facts: { told: _told, ...facts } }) => ({ kind, at: iso(at), ...facts })),
    closing: row.closing && {
      outcome: row.closing.outcome as NonNullable<BreachDetail["closing"]>["outcome"],
      note: row.closing.note,
      closedBy: row.closing.closed_by,
      at: iso(row.closing.at),
    },
    view: {
      id: row.id,
      reference: `B-${row.number}`,
      state: breachState({ isClosed: row.closing !== null, isSigned }),
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      subjectName: row.subject_name,
      objective: row.objective,
      service: row.service,
      environment: row.environment,
      tier: row.tier,
      periodFrom: row.period_from.toISOString(),
      periodTo: row.period_to.toISOString(),
      openedAt: row.opened_at.toISOString(),
      causes: causes.map(({ kind, at, facts }) => ({ kind, at: iso(at), sentence: facts.sentence })),
      duty: duty && { ...duty, dueAt: iso(duty.dueAt) },
    },
  };
}

export interface BreachFilter {
  readonly state?: BreachView["state"] | undefined;
  readonly objective?: string | undefined;
  readonly service?: string | undefined;
  readonly team?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The condition of a state on `b` at `at`. It says in SQL what `breachState` says; a test compares them. */
function stateCondition(state: BreachView["state"], at: Instant): Sql {
  const until = sql`${iso(at)}::timestamptz`;
  const closed = sql`exists (select from breach_closing x where x.breach_id = b.id and x.at <= ${until})`;
  const signed = sql`coalesce(${signedBy(until)}, false)`;
  if (state === "closed") return closed;
  return state === "analysed" ? sql`not ${closed} and ${signed}` : sql`not ${closed} and not ${signed}`;
}

/** In which this team has a part. */
function sharedBy(team: string): Sql {
  return sql`exists (select from breach_share p join team q on q.id = p.team_id
    where p.breach_id = b.id and q.slug = ${team} and p.share_percent > 0)`;
}

/** Breaches of a list at `now`, newest first. */
export async function listBreachViews(
  db: SqlExecutor,
  filter: BreachFilter,
  rules: ReviewRules,
  now: Instant,
): Promise<Page<BreachView>> {
  const after = decodeCursor(filter.cursor, /^\d{1,9}$/);
  const parts = [
    ...(filter.state ? [stateCondition(filter.state, now)] : []),
    ...(filter.objective ? [sql`o.slug = ${filter.objective}`] : []),
    ...(filter.service ? [sql`s.slug = ${filter.service}`] : []),
    ...(filter.team ? [sharedBy(filter.team)] : []),
    ...(after ? [sql`b.number < ${Number(after)}`] : []),
  ];
  const where = parts.reduce((all, part) => sql`${all} and (${part})`, sql`true`);
  const rows = await loadBreaches(db, where, rules, now, filter.limit + 1);
  const page = toPage(rows, filter.limit, ({ view }) => view.reference.slice(2));
  return { items: page.items.map(({ view }) => view), nextCursor: page.nextCursor };
}

/** One breach; null when there is none. */
export async function findBreach(
  db: SqlExecutor,
  id: string,
  rules: ReviewRules,
  now: Instant,
): Promise<StoredBreach | null> {
  const [found] = await loadBreaches(db, sql`b.id = ${id}`, rules, now, 1);
  return found ?? null;
}

/** Breaches that were not closed at `at`. */
export function listUnclosed(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<StoredBreach[]> {
  return loadBreaches(db, sql`not (${stateCondition("closed", at)})`, rules, at, 500);
}

/** Breaches of tiers that need a root cause, closed ones too. */
export function listRequiring(db: SqlExecutor, rules: ReviewRules, at: Instant): Promise<StoredBreach[]> {
  return loadBreaches(db, sql`s.tier = any(${[...rules.rootCause.breachTiers]}::int[])`, rules, at, 500);
}

/** Whether an objective has another definition since a moment, or was retired; null without an objective. */
export async function isRuleChangedSince(
  db: SqlExecutor,
  objectiveId: string | null,
  breachId: string,
): Promise<boolean | null> {
  if (objectiveId === null) return null;
  const [row] = await db.query<{ changed: boolean }>(sql`
    select o.retired_at is not null or exists (
      select from objective_version v join breach b on b.id = ${breachId}
      where v.objective_id = o.id and v.version > 1 and v.saved_at > b.opened_at) as changed
    from objective o where o.id = ${objectiveId}`);
  return row?.changed ?? null;
}
