import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { MeterPlace } from "./domain/meter";
import type { Noise } from "./domain/sampling";
import { meterIdOf, type StoredMeter } from "./meter-read-model";
import type { Meter } from "./sli-contract";

/** Keep a meter; answers its id. One that is there stays what it is. */
export async function keepMeter(tx: Tx, { serviceId, environmentId }: MeterPlace, meter: Meter): Promise<string> {
  const id = meterIdOf({ serviceId, environmentId }, meter);
  await tx.meter.createMany({
    data: [{ id, serviceId, environmentId, spec: meter as Prisma.InputJsonValue }],
    skipDuplicates: true,
  });
  return id;
}

export interface MeterChange {
  readonly id: string;
  readonly series: StoredMeter["series"];
  readonly toldAt: Instant | null;
  readonly takenUntil: Instant | null;
  readonly carry: StoredMeter["carry"];
  readonly blind: { readonly cause: string; readonly detail: string; readonly since: Instant } | null;
}

const iso = (at: Instant | null) => (at === null ? null : new Date(at).toISOString());

/** Keep where the reading of meters has come to, all in one statement. */
export async function saveMeters(db: SqlExecutor, changes: readonly MeterChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ id, series, toldAt, takenUntil, carry, blind }) => ({
    ...{ id, series, told_at: iso(toldAt), taken_until: iso(takenUntil), carry_good: carry.good, carry_bad: carry.bad },
    ...{
      blind_cause: blind?.cause ?? null,
      blind_detail: blind?.detail ?? null,
      blind_since: iso(blind?.since ?? null),
    },
  }));
  await db.query(sql`
    update meter m set series = r.series, told_at = r.told_at, taken_until = r.taken_until, carry_good = r.carry_good,
      carry_bad = r.carry_bad, blind_cause = r.blind_cause, blind_detail = r.blind_detail, blind_since = r.blind_since
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, series jsonb, told_at timestamptz,
      taken_until timestamptz, carry_good float8, carry_bad float8, blind_cause text, blind_detail text,
      blind_since timestamptz)
    where m.id = r.id`);
}

/** Counts of one minute of a meter that came in. */
export interface InboxCounts {
  readonly meterId: string;
  /** When the minute begins, epoch ms. */
  readonly minute: number;
  readonly good: number;
  readonly bad: number;
  readonly doubtful: number;
  readonly noise: Noise;
}

/** Add counts to minutes that are not closed yet, all in one statement; one entry for each meter and minute, in their order. */
export async function addToInbox(db: SqlExecutor, counts: readonly InboxCounts[]): Promise<void> {
  if (counts.length === 0) return;
  const rows = counts.map(({ meterId, minute, good, bad, doubtful, noise }) => ({
    ...{ meter_id: meterId, minute: new Date(minute).toISOString(), good, bad, doubtful },
    ...{ noise_good: noise.good, noise_bad: noise.bad, heaviest: noise.heaviest },
  }));
  await db.query(sql`
    insert into meter_inbox as i (meter_id, minute, good, bad, doubtful, noise_good, noise_bad, heaviest)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(meter_id text, minute timestamptz, good float8,
      bad float8, doubtful float8, noise_good float8, noise_bad float8, heaviest float8)
    on conflict (meter_id, minute) do update set good = i.good + excluded.good, bad = i.bad + excluded.bad,
      doubtful = i.doubtful + excluded.doubtful, noise_good = i.noise_good + excluded.noise_good,
      noise_bad = i.noise_bad + excluded.noise_bad, heaviest = greatest(i.heaviest, excluded.heaviest)`);
}

interface InboxRow {
  meter_id: string;
  minute: Date;
  good: number;
  bad: number;
  doubtful: number;
  noise_good: number;
  noise_bad: number;
  heaviest: number;
}

/** Take minutes that are closed out of the inbox, oldest first: each is answered once. */
export async function takeInbox(
  db: SqlExecutor,
  closed: readonly { readonly meterId: string; readonly until: number }[],
): Promise<InboxCounts[]> {
  if (closed.length === 0) return [];
  const rows = await db.query<InboxRow>(sql`
    delete from meter_inbox i
    using unnest(${closed.map(({ meterId }) => meterId)}::text[],
                 ${closed.map(({ until }) => new Date(until).toISOString())}::timestamptz[]) as c(meter_id, until)
    where i.meter_id = c.meter_id and i.minute < c.until
    returning i.meter_id, i.minute, i.good, i.bad, i.doubtful, i.noise_good, i.noise_bad, i.heaviest`);
  return rows
    .map(({ meter_id: meterId, minute, good, bad, doubtful, noise_good, noise_bad, heaviest }) => ({
      ...{ meterId, minute: minute.getTime(), good, bad, doubtful },
      noise: { good: noise_good, bad: noise_bad, heaviest },
    }))
    .sort((left, right) => left.minute - right.minute);
}

/** Note a batch; the hash of its content if it was noted before, null when it is new. */
export async function noteBatch(
  db: SqlExecutor,
  batch: { readonly meterId: string; readonly batchId: string; readonly contentHash: string },
): Promise<string | null> {
  const { meterId, batchId, contentHash } = batch;
  const added = await db.query<{ batch_id: string }>(sql`
    insert into pushed_batch (meter_id, batch_id, content_hash) values (${meterId}, ${batchId}, ${contentHash})
    on conflict do nothing returning batch_id`);
  if (added.length > 0) return null;
  const [known] = await db.query<{ content_hash: string }>(sql`
    select content_hash from pushed_batch where meter_id = ${meterId} and batch_id = ${batchId}`);
  return known?.content_hash ?? "";
}

/** Forget batches whose minutes were closed long ago. */
export async function forgetBatches(db: SqlExecutor): Promise<void> {
  await db.query(sql`delete from pushed_batch where received_at < clock_timestamp() - interval '1 day'`);
}
