import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { CountsReading, CountsRequest } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import type { MinuteCounts } from "./domain/minutes";

/** A target whose minutes are counted, with the question that its first source is asked. */
export interface MeasuredTarget {
  readonly targetId: string;
  /** Name of the source as people know it. */
  readonly source: string;
  /** Targets with the same key are asked in one batch. */
  readonly sourceKey: string;
  readonly request: CountsRequest;
  /** Slots of the answer that are added up. One where both ask for the same series. */
  readonly slots: readonly SlotName[];
  /** A series that appears in this slot is a new process: it counts from zero. */
  readonly freshSlot: SlotName;
}

/** What the minute-by-minute measurement stands on. */
export interface MeasurementPort {
  /** Every target that has a source. */
  targets(): Promise<readonly MeasuredTarget[]>;
  /** One batch of questions to one source; an answer for each, never a throw. */
  read(sourceKey: string, requests: readonly CountsRequest[]): Promise<ReadonlyMap<string, CountsReading>>;
  close(): Promise<void>;
}

/** What a minute of something held that counts itself, as synthetic checks do. */
export interface SuppliedMinute {
  /** Names what was counted among all that is counted minute by minute. */
  readonly targetId: string;
  readonly source: string;
  readonly minute: number;
  readonly counts: MinuteCounts;
  readonly boundsMs: readonly number[];
}

/** Minutes that are over and known, each answered once: in the caller's transaction it is marked that they were taken. */
export type TakeMinutes = (db: SqlExecutor, now: Instant) => Promise<readonly SuppliedMinute[]>;
