import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { HoldReason, HoldView, WindowKind, WindowView } from "./contract";
import { bendHolds } from "./domain/bend";
import { decideHolds, type Hold, heldUntil, type WindowFact } from "./domain/hold";
import { factsAt, spansAfter, spansWithin } from "./domain/series";
import { listFreezeBends } from "./freeze-bends-read-model";
import { recurrenceView, type SeriesColumns, seriesOf } from "./stored-recurrence";

const place = { select: { id: true, slug: true, name: true } } as const;
const include = { environment: place, service: place } as const;

type WindowRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, id: string) {
  return db.changeWindow.findUnique({ where: { id }, include });
}

function timesOf({ from, to }: Period): { startsAt: string; endsAt: string } {
  return { startsAt: new Date(from).toISOString(), endsAt: new Date(to).toISOString() };
}

function view(row: WindowRow, now: Instant): WindowView {
  const { id, kind, name, environment, service, createdBy, revision } = row;
  const series = seriesOf(row);
  const [first] = series.recurrence ? spansAfter(series, series.span.from, 1) : [];
  const [current] = spansWithin(series, { from: now, to: instant(now + 1) });
  const [coming] = spansAfter(series, now, 1);
  const next = current ?? coming;
  return {
    id,
    kind,
    name,
    environment,
    service,
    ...timesOf(first ?? series.span),
    recurrence: recurrenceView(series.recurrence),
    underWay: row.underWay,
    holdsFlagFlips: row.holdsFlagFlips,
    next: next ? timesOf(next) : null,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    revision,
  };
}

/** A change window as shown; null when there is none. */
export async function findWindow(db: Db | Tx, id: string, now: Instant): Promise<WindowView | null> {
  const row = await findRow(db, id);
  return row ? view(row, now) : null;
}

export interface WindowFilter {
  readonly kind?: WindowKind | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

function whereOf(filter: WindowFilter): Prisma.ChangeWindowWhereInput {
  const after = decodeCursor(filter.cursor, /^\d{1,13} \w{1,64}$/)?.split(" ");
  const startsAt = new Date(Number(after?.[0] ?? 0));
  return {
    ...(filter.kind ? { kind: filter.kind } : {}),
    ...(filter.from ? { endsAt: { gt: new Date(filter.from) } } : {}),
    AND: [
      // A window without a service or environment concerns every one of them.
      ...(filter.service ? [{ OR: [{ serviceId: null }, { service: { slug: filter.service } }] }] : []),
      ...(filter.environment ? [{ OR: [{ environmentId: null }, { environment: { slug: filter.environment } }] }] : []),
      ...(filter.to ? [{ startsAt: { lt: new Date(filter.to) } }] : []),
      ...(after ? [{ OR: [{ startsAt: { gt: startsAt } }, { startsAt, id: { gt: after[1] ?? "" } }] }] : []),
    ],
  };
}

/** Change windows in the order in which they start. */
export async function listWindowViews(db: Db | Tx, filter: WindowFilter, now: Instant): Promise<Page<WindowView>> {
  const rows = await db.changeWindow.findMany({
    where: whereOf(filter),
    include,
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
    take: filter.limit + 1,
  });
  const page = toPage(rows, filter.limit, (row) => `${row.startsAt.getTime()} ${row.id}`);
  return { items: page.items.map((row) => view(row, now)), nextCursor: page.nextCursor };
}

/**
 * The windows that can matter now: blackouts in force, and of the maintenance windows the last one ended and all to come; of those that come
 * back, all that have begun or will.
 */
async function loadFacts(db: SqlExecutor, given: HoldQuestion): Promise<WindowFact[]> {
  const now = new Date(given.now).toISOString();
  const known = given.isAfterwards ? now : null;
  const rows = await db.query<SeriesColumns>(sql`
    with applying as (
      select id, kind, name, starts_at as "startsAt", ends_at as "endsAt", under_way as "underWay", recurrence
      from change_window
      where (service_id is null or service_id = ${given.serviceId})
        and (environment_id is null or environment_id = ${given.environmentId})
        and (${given.ofFlagFlips ?? false}::boolean is false or holds_flag_flips)
        and (${known}::timestamptz is null or created_at <= ${known}::timestamptz))
    (select * from applying where recurrence is not null)
    union all
    (select * from applying where recurrence is null and kind = 'blackout'
       and "startsAt" <= ${now}::timestamptz and "endsAt" > ${now}::timestamptz)
    union all
    (select * from applying where recurrence is null and kind = 'maintenance' and "endsAt" > ${now}::timestamptz)
    union all
    (select * from applying where recurrence is null and kind = 'maintenance' and "endsAt" <= ${now}::timestamptz
     order by "endsAt" desc limit 1)
    order by "startsAt", id`);
  return rows.flatMap((row) => factsAt(seriesOf(row), given.now));
}

export interface HoldQuestion {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly now: Instant;
  /** Only windows that hold flag flips too. */
  readonly ofFlagFlips?: boolean;
  /** It is asked about the past: windows that were made later held nothing then. */
  readonly isAfterwards?: boolean;
}

/**
 * What the windows alone hold of a service in an environment at `now`, before any waiver: each reason says which window, what to do,
 * and until when.
 */
export async function windowHolds(db: SqlExecutor, question: HoldQuestion): Promise<readonly HoldReason[]> {
  return decideHolds(await loadFacts(db, question), question.now).map(reasonOf);
}

/**
 * What holds forward moves of a service in an environment at `now`, and what a waiver lifts. For pages and for admission; the control
 * loop asks for many places at once. It never concerns rollbacks.
 */
export async function windowsInForce(db: SqlExecutor, question: HoldQuestion): Promise<HoldView> {
  const reasons = await windowHolds(db, question);
  if (reasons.length === 0) return { held: false, until: null, reasons: [], waived: [] };
  const bends = await listFreezeBends(db, question.now, question.serviceId);
  const { held, waived } = bendHolds(reasons, question, bends);
  return {
    held: held.length > 0,
    until: isoOf(heldUntil(held.map(({ until }) => ({ until: until === null ? null : instant(Date.parse(until)) })))),
    reasons: [...held],
    waived: waived.map(({ reason, by }) => ({
      ...reason,
      waiver: by.reference,
      waivedUntil: new Date(by.endsAt).toISOString(),
    })),
  };
}

function isoOf(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function inWords(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function reasonOf(hold: Hold): HoldReason {
  const { windowId, underWay } = hold;
  const facts = { code: hold.kind, windowId, until: isoOf(hold.until), since: isoOf(hold.since), underWay };
  if (hold.kind === "blackout") {
    const message = `The blackout “${hold.name}” is in force until ${inWords(hold.until)}.`;
    return { ...facts, message, remedy: "Wait for its end, or ask a release manager to shorten it." };
  }
  const before = "Changes are made in maintenance windows only, and none is open";
  const message =
    hold.until === null
      ? `${before} or planned.`
      : `${before}; the next, “${hold.name}”, opens at ${inWords(hold.until)}.`;
  return { ...facts, message, remedy: "Wait for a maintenance window, or ask a release manager to open one." };
}
