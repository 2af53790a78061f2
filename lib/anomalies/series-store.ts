import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { Alarm, DetectorState, Verdict } from "./domain/detector";

export interface StoredSeries {
  readonly id: string;
  readonly key: string;
  readonly state: DetectorState;
  readonly lastPointAt: Date | null;
}

/** Only one worker goes on with the series at a time; false when another does. Held until the transaction ends. */
export async function tryLockWatch(db: SqlExecutor): Promise<boolean> {
  const [row] = await db.query<{ locked: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtext('anomaly_watch')) as locked`,
  );
  return row?.locked ?? false;
}

/** The watched series, by key. */
export async function loadSeries(db: SqlExecutor, keys: readonly string[]): Promise<Map<string, StoredSeries>> {
  const rows = await db.query<StoredSeries>(sql`
    select id, key, state, last_point_at as "lastPointAt" from anomaly_series where key = any(${[...keys]}::text[])`);
  return new Map(rows.map((row) => [row.key, row]));
}

export interface SeriesWrite {
  readonly id: string;
  readonly key: string;
  readonly measure: string;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
  readonly rhythm: string;
  readonly state: DetectorState;
  readonly lastPointAt: Date;
}

/** Keep the state of a series after its newest point. */
export async function saveSeries(tx: Tx, series: SeriesWrite): Promise<void> {
  const { id, key, ...fields } = series;
  const state = JSON.parse(JSON.stringify(series.state)) as Prisma.InputJsonValue;
  const data = { ...fields, state, updatedAt: new Date() };
  await tx.anomalySeries.upsert({ where: { key }, create: { id, key, ...data }, update: data });
}

export interface JudgedPoint {
  readonly at: Date;
  readonly value: number | null;
  readonly trials: number | null;
  readonly excuse: string | null;
  readonly verdict: Verdict;
}

/** Add points of a series; each once. */
export async function insertPoints(tx: Tx, seriesId: string, points: readonly JudgedPoint[]): Promise<void> {
  await tx.anomalyPoint.createMany({
    data: points.map(({ at, value, trials, excuse, verdict }) => ({
      seriesId,
      at,
      value,
      trials,
      excuse,
      verdict: verdict.state,
      expected: verdict.expected,
      low: verdict.low,
      high: verdict.high,
    })),
    skipDuplicates: true,
  });
}

export interface NewFinding {
  readonly id: string;
  readonly seriesId: string;
  readonly foundAt: Date;
  readonly alarm: Alarm;
}

/** Add a finding. */
export async function insertFinding(tx: Tx, { id, seriesId, foundAt, alarm }: NewFinding): Promise<void> {
  const { kind, direction, onsetAt, before, after, sizeSigma, cause } = alarm;
  await tx.anomalyFinding.create({
    data: {
      id,
      seriesId,
      foundAt,
      kind,
      direction,
      onsetAt: new Date(onsetAt),
      before,
      after,
      sizeSigma,
      ...(cause ? { cause: JSON.parse(JSON.stringify(cause)) as Prisma.InputJsonValue } : {}),
      deploymentId: cause?.isNamed ? cause.deploymentId : null,
    },
  });
}

/** The newest open step of a series came back. */
export async function markRecovered(db: SqlExecutor, seriesId: string, at: Date): Promise<void> {
  await db.query(sql`
    update anomaly_finding set recovered_at = ${at}, revision = revision + 1 where id = (
      select id from anomaly_finding
      where series_id = ${seriesId} and kind = 'step' and recovered_at is null and found_at <= ${at}
      order by found_at desc limit 1)`);
}

/** Hold a finding until the transaction ends; null when there is none. */
export async function lockFinding(db: SqlExecutor, id: string): Promise<{ readonly revision: number } | null> {
  const [row] = await db.query<{ revision: number }>(
    sql`select revision from anomaly_finding where id = ${id} for update`,
  );
  return row ?? null;
}

/** Write down that a person looked at a locked finding. */
export async function saveAcknowledgement(
  tx: Tx,
  id: string,
  by: { readonly at: Date; readonly name: string; readonly reason: string },
): Promise<void> {
  const data = { acknowledgedAt: by.at, acknowledgedBy: by.name, reason: by.reason, revision: { increment: 1 } };
  await tx.anomalyFinding.update({ where: { id }, data });
}
