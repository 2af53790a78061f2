import { type Instant, instant } from "@/lib/kernel/instant";
import type {
  ChangeLeadTime,
  DeliveryRecord,
  FailureSignal,
  RecordKind,
  RecordOrigin,
  RecordOutcome,
  RecordStrategy,
} from "./domain/delivery-record";

type StoredSignal = readonly [FailureSignal["kind"], string, number, number | null, boolean];
type StoredChange = readonly [string, string, number | null, number | null, readonly (readonly [string, number])[]];

/**
 * A record as statements give and take it: an array, because arrays keep their order in the database where objects do not, so that
 * two records are the same when their texts are.
 */
export type RecordRow = readonly [
  deploymentId: string,
  teamId: string | null,
  tier: number,
  version: string,
  previousVersion: string | null,
  kind: RecordKind,
  origin: RecordOrigin,
  outcome: RecordOutcome,
  startedAtMs: number,
  finishedAtMs: number | null,
  isEmergency: boolean,
  isRework: boolean,
  ticketKey: string | null,
  isAuthorized: boolean,
  strategy: RecordStrategy | null,
  failures: readonly StoredSignal[],
  rollbackMs: number | null,
  changes: readonly StoredChange[],
  changesGap: string | null,
];

/** A record as a row. The same record gives the same text, whatever order its stages came in. */
export function rowOf(record: DeliveryRecord): RecordRow {
  return [
    record.deploymentId,
    record.teamId,
    record.tier,
    record.version,
    record.previousVersion,
    record.kind,
    record.origin,
    record.outcome,
    record.startedAt,
    record.finishedAt,
    record.isEmergency,
    record.isRework,
    record.ticketKey,
    record.isAuthorized,
    record.strategy,
    record.failures.map((one): StoredSignal => [one.kind, one.id, one.detectedAt, one.restoredAt, one.isByPerson]),
    record.rollbackMs,
    record.changes.map(changeRow),
    record.changesGap,
  ];
}

function changeRow(change: ChangeLeadTime): StoredChange {
  const stages = Object.entries(change.stagesMs).sort(([a], [b]) => (a < b ? -1 : 1));
  return [change.id, change.name, change.startedAt, change.totalMs, stages];
}

/** The record of a row of this lane. */
export function recordOf(row: RecordRow, lane: { serviceId: string; environmentId: string }): DeliveryRecord {
  return {
    deploymentId: row[0],
    serviceId: lane.serviceId,
    environmentId: lane.environmentId,
    teamId: row[1],
    tier: row[2],
    version: row[3],
    previousVersion: row[4],
    kind: row[5],
    origin: row[6],
    outcome: row[7],
    startedAt: instant(row[8]),
    finishedAt: moment(row[9]),
    isEmergency: row[10],
    isRework: row[11],
    ticketKey: row[12],
    isAuthorized: row[13],
    strategy: row[14],
    failures: row[15].map(
      ([kind, id, detectedAt, restoredAt, isByPerson]): FailureSignal => ({
        kind,
        id,
        detectedAt: instant(detectedAt),
        restoredAt: moment(restoredAt),
        isByPerson,
      }),
    ),
    rollbackMs: row[16],
    changes: row[17].map(
      ([id, name, startedAt, totalMs, stages]): ChangeLeadTime => ({
        id,
        name,
        startedAt: moment(startedAt),
        totalMs,
        stagesMs: Object.fromEntries(stages),
      }),
    ),
    changesGap: row[18],
  };
}

function moment(ms: number | null): Instant | null {
  return ms === null ? null : instant(ms);
}
