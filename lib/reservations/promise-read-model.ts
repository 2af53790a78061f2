import type { Recurrence } from "@/lib/calendar/domain/recurrence";
import { recurrenceWords } from "@/lib/calendar/domain/recurrence-words";
import { spansWithin } from "@/lib/calendar/domain/series";
import { type Instant, instant } from "@/lib/kernel/instant";
import { intersection } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { PromiseView } from "./contract";

/** Promised hours as they are kept. */
export interface StoredPromise {
  readonly id: string;
  readonly environmentId: string;
  readonly name: string;
  readonly span: Period;
  readonly recurrence: Recurrence | null;
  readonly promisedBy: string;
  readonly promisedAt: Instant;
  readonly withdrawnAt: Instant | null;
}

interface PromiseRow {
  readonly id: string;
  readonly environment_id: string;
  readonly name: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly recurrence: Recurrence | null;
  readonly promised_by: string;
  readonly promised_at: Date;
  readonly withdrawn_at: Date | null;
}

const columns = sql`id, environment_id, name, starts_at, ends_at, recurrence, promised_by, promised_at, withdrawn_at`;
const at = (date: Date): Instant => instant(date.getTime());

function promiseOf(row: PromiseRow): StoredPromise {
  return {
    id: row.id,
    environmentId: row.environment_id,
    name: row.name,
    span: { from: at(row.starts_at), to: at(row.ends_at) },
    recurrence: row.recurrence,
    promisedBy: row.promised_by,
    promisedAt: at(row.promised_at),
    withdrawnAt: row.withdrawn_at === null ? null : at(row.withdrawn_at),
  };
}

/** Everything that was promised of an environment and is not over before `from`, also what was withdrawn since. */
export async function listPromises(db: SqlExecutor, environmentId: string, from: Instant): Promise<StoredPromise[]> {
  const rows = await db.query<PromiseRow>(sql`
    select ${columns} from promised_window
    where environment_id = ${environmentId} and ends_at > ${new Date(from).toISOString()}::timestamptz
      and (withdrawn_at is null or withdrawn_at > ${new Date(from).toISOString()}::timestamptz)
    order by promised_at, id limit 200`);
  return rows.map(promiseOf);
}

/** One promise; null when there is none. */
export async function findPromise(db: SqlExecutor, id: string): Promise<StoredPromise | null> {
  const [row] = await db.query<PromiseRow>(sql`select ${columns} from promised_window where id = ${id}`);
  return row ? promiseOf(row) : null;
}

/** The hours of a range that were promised: those after the promise was made and before it was withdrawn. */
export function promisedIn(promise: StoredPromise, range: Period): Period[] {
  const inForce = { from: promise.promisedAt, to: promise.withdrawnAt ?? range.to };
  return intersection(spansWithin(promise, range), [inForce]);
}

const iso = (moment: number) => new Date(moment).toISOString();

/** A promise as it is shown. */
export function promiseView(one: StoredPromise): PromiseView {
  return {
    id: one.id,
    name: one.name,
    startsAt: iso(one.span.from),
    endsAt: iso(one.span.to),
    recurrence: one.recurrence && {
      ...one.recurrence,
      exdates: [...one.recurrence.exdates],
      words: recurrenceWords(one.recurrence),
    },
    promisedBy: one.promisedBy,
    promisedAt: iso(one.promisedAt),
    withdrawnAt: one.withdrawnAt === null ? null : iso(one.withdrawnAt),
  };
}
