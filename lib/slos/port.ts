import type { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import type { Permission } from "@/lib/platform/auth/permissions";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { CommandContext } from "@/lib/platform/use-case";
import type { CountsReading, CountsRequest, EventsReading, EventsRequest } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import type { SloDefinition } from "./contract";
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
  /** One batch of queries of one's own to a metric source, by its slug; an answer for each, never a throw. */
  readEvents(source: string, requests: readonly EventsRequest[]): Promise<ReadonlyMap<string, EventsReading>>;
  close(): Promise<void>;
}

/** A place that promises something. */
export interface PromisingPlace {
  readonly serviceId: string;
  /** Slug. */
  readonly service: string;
  readonly environmentId: string;
  /** Slug. */
  readonly environment: string;
}

/** Which services a service cannot do without, as far as anybody recorded it. */
export interface ServiceNeeds {
  /** Slugs of the services that this one needs there; empty when none is on record. */
  needsOf(db: Db | Tx, place: PromisingPlace, now: Instant): Promise<readonly string[]>;
}

/** How one rule of an objective stands after a round. */
export interface RuleLook {
  /** Position of the rule in the definition. */
  readonly rule: number;
  readonly severity: "page" | "ticket";
  readonly longWindowMs: number;
  readonly shortWindowMs: number;
  /** Burns and their limit as decimal text; null when nothing was counted in the window. */
  readonly longBurn: string | null;
  readonly shortBurn: string | null;
  readonly factor: string;
  readonly isFiring: boolean;
  /** Data stopped while it fired. */
  readonly isFrozenFiring: boolean;
  /** Its arithmetic in words. */
  readonly sentence: string;
}

/** An objective with its rules after a round. */
export interface ObjectiveLook {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly targetId: string | null;
  readonly definition: SloDefinition;
  readonly rules: readonly RuleLook[];
}

/**
 * Hears how every objective in force stands after each round, in the transaction of the round: what it writes is there exactly when the
 * states of the rules are. It waits for nobody outside the database.
 */
export interface AlertObserver {
  observe(db: SqlExecutor, looks: readonly ObjectiveLook[], now: Instant): Promise<void>;
}

/** Nobody wants to hear. */
export const nobodyObserves: AlertObserver = { observe: async () => undefined };

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

/** A definition of another slice as a file names it; its content is everything beside slug and name. */
export interface FiledDefinition {
  readonly slug: string;
  readonly name: string;
  readonly content: object;
}

/** The same as it is stored. */
export interface PresentDefinition extends FiledDefinition {
  readonly revision: number;
  readonly isRetired: boolean;
}

/** Why a wanted definition cannot become so; `path` is inside of its entry, empty for all of it. */
export interface DefinitionFault {
  readonly slug: string;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

export interface DefinitionChange {
  readonly action: "create" | "change" | "retire";
  readonly slug: string;
  /** What it becomes; null when it ends. */
  readonly wanted: FiledDefinition | null;
}

type WriteContext = Pick<CommandContext<unknown>, "actor" | "now" | "tx" | "ids" | "hint" | "record">;

/** Definitions of another slice that stand in the same files as objectives, and are planned and applied with them. */
export interface DefinitionKind {
  /** `kind` of its documents. */
  readonly kind: string;
  /** The field of a document that holds the list of them. */
  readonly list: string;
  /** One entry of that list: slug, name, and the content beside them. */
  readonly entry: z.ZodType<{ readonly slug: string; readonly name: string }>;
  /** What it takes to change one. */
  readonly permission: Permission;
  readonly canRetire: boolean;
  /** Those of these slugs, also ended ones; with `isAll` every one in force too. With `isLocking` they are held until the transaction ends. */
  load(
    tx: Db | Tx,
    asked: { readonly slugs: readonly string[]; readonly isAll: boolean; readonly isLocking: boolean },
  ): Promise<readonly PresentDefinition[]>;
  /** All that stands against what is wanted. `others`: what the same files want of another kind. */
  faultsOf(
    tx: Tx,
    wanted: readonly FiledDefinition[],
    others: (kind: string) => readonly FiledDefinition[],
  ): Promise<readonly DefinitionFault[]>;
  /** Make a change that was found without fault. */
  write(context: WriteContext, change: DefinitionChange, reason: string): Promise<void>;
}
