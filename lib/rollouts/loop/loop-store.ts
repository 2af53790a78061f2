import type { Evidence } from "@/lib/analysis/domain/evidence";
import type { KeptLook } from "@/lib/analysis/domain/kept-looks";
import type { Instant } from "@/lib/kernel/instant";
import type { RolloutPhase } from "../contract";
import type { HoldFacts, TakeBackCommand } from "../domain/rollout-command";
import type { Sample, StoredRollout, Transition } from "../rollout-store";
import type { LoopSource, LoopTarget } from "./loop-parts";

/** A rollout that has not ended, as the list of work shows it. */
export interface OpenRollout {
  readonly id: string;
  readonly revision: number;
  readonly targetId: string;
  readonly phase: RolloutPhase;
  readonly shard: number;
}

/** By which lease something is written. */
export interface LeaseRef {
  readonly shard: number;
  readonly epoch: number;
}

/** The writer no longer holds the shard; nothing was written. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/** What is new about a rollout between transitions. Never touches state or revision. */
export interface Progress {
  readonly rolloutId: string;
  readonly revision: number;
  readonly judgeState: unknown;
  readonly evidence: readonly Evidence[];
  readonly observedSharePercent: number | null;
  readonly observedAt: Instant | null;
  readonly samples: readonly Sample[];
  /** What health checks and custom metrics said, for judging the rollout again. */
  readonly looks: readonly KeptLook[];
}

/** A rollback that was done before it could be written down. */
export interface JournalEntry {
  readonly id: string;
  readonly rolloutId: string;
  readonly at: Instant;
  readonly command: TakeBackCommand;
}

export interface Heartbeat {
  readonly workerId: string;
  readonly hostName: string;
  readonly shards: readonly number[];
  readonly lastTickMs: number | null;
}

/** The control loop's memory. Every call ends within its own deadline, or throws; after a throw nothing is known. */
export interface LoopStore {
  readTargets(): Promise<readonly LoopTarget[]>;
  readSources(): Promise<readonly LoopSource[]>;
  /** Every rollout that has not ended, oldest first. */
  listOpen(): Promise<readonly OpenRollout[]>;
  /** Those that are there and can be read; one that cannot be read is left alone, not rewritten. */
  loadRollouts(rolloutIds: readonly string[]): Promise<readonly StoredRollout[]>;
  /** What a queued rollout needs to know to leave the queue. */
  admissionOf(targetId: string, rolloutId: string): Promise<Omit<HoldFacts, "windows" | "budgets">>;
  /**
   * Write a decision: all of it or nothing. Throws AppError `stale_state` when somebody changed the rollout since it was
   * read, LeaseLost when the lease has another owner.
   */
  saveTransition(transition: Transition, lease: LeaseRef): Promise<void>;
  /** Write down a rollback that was done already. Needs no lease, and twice is no error. */
  takeBack(entry: JournalEntry): Promise<void>;
  saveProgress(progress: readonly Progress[]): Promise<void>;
  /** Which slot has the traffic now, with which version. */
  liveOf(targetId: string): Promise<LoopTarget["live"]>;
  /** Take the next epoch of a target that no rollout has; null when one has it. Throws LeaseLost. */
  takeIdleEpoch(targetId: string, lease: LeaseRef): Promise<number | null>;
  saveHeartbeat(beat: Heartbeat): Promise<void>;
  /** Say that this worker stopped in good order. */
  saveStopped(workerId: string): Promise<void>;
}
