import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import { systemActor } from "@/lib/platform/auth/actor";
import { epochOf, wantedSharePercent } from "@/lib/rollouts/domain/intent";
import { type HeldShard, lineageOf, shardCount, termOf } from "@/lib/rollouts/domain/lease";
import { factsForCommand, type PersonCommand } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import { isActive, isEnded, type RolloutState } from "@/lib/rollouts/domain/rollout-state";
import type { LeaseAnswer } from "@/lib/rollouts/loop/lease-store";
import { type LoopTarget, loopLimits } from "@/lib/rollouts/loop/loop-parts";
import {
  type JournalEntry,
  LeaseLost,
  type LeaseRef,
  type OpenRollout,
  type Progress,
} from "@/lib/rollouts/loop/loop-store";
import type { StoredRollout, Transition } from "@/lib/rollouts/rollout-store";
import { epochMs } from "./sim-process";
import type { VirtualTime } from "./virtual-time";

const { leaseTtlMs } = loopLimits;

interface Shard {
  owner: string | null;
  session: string | null;
  epoch: number;
  /** When its owner took it, in the world's time. */
  sinceMs: number;
  leaseUntilMs: number;
  countedTo: Instant | null;
}

interface Tables {
  readonly rollouts: Map<string, StoredRollout>;
  readonly epochs: Map<string, number>;
  readonly live: Map<string, LoopTarget["live"]>;
  readonly audit: Map<string, number[]>;
  readonly shards: Shard[];
}

export interface DatabaseRules {
  /** False plants a bug: a write that rests on an old row or a lost lease is taken all the same. */
  readonly refusesStale: boolean;
  onCommit(rollout: StoredRollout, before: RolloutState): void;
  /** A standby is the primary now, in this lineage. */
  onFailover(lineage: number): void;
}

/** The tables that the control loop uses, with the meaning of its SQL. All statements are atomic. */
export class SimDatabase {
  private tables: Tables;
  /** Copies of the tables of the last moments, for a failover that loses the newest commits. */
  private readonly past: { atMs: number; tables: Tables }[] = [];
  /** Living sessions, and when each last renewed. */
  private sessions = new Map<string, number>();
  private timeline = 1;
  state: "up" | "down" | "hung" = "up";
  latencyMs = 2;
  clockJumpMs = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly targets: readonly LoopTarget[],
    private readonly rules: DatabaseRules,
  ) {
    this.tables = {
      rollouts: new Map(),
      epochs: new Map(targets.map((target) => [target.id, 0])),
      live: new Map(targets.map((target) => [target.id, target.live])),
      audit: new Map(),
      shards: Array.from({ length: shardCount }, () => ({
        owner: null,
        session: null,
        epoch: 0,
        sinceMs: 0,
        leaseUntilMs: Number.NEGATIVE_INFINITY,
        countedTo: null,
      })),
    };
  }

  private nowMs(): number {
    return this.time.nowMs + this.clockJumpMs;
  }

  // ── sessions and leases ──

  openSession(session: string): void {
    this.sessions.set(session, this.time.nowMs);
  }

  endSession(session: string): void {
    this.sessions.delete(session);
  }

  hasSession(session: string): boolean {
    return this.sessions.has(session);
  }

  renew(worker: string, session: string, ttlMs: number, counted: Instant): LeaseAnswer {
    this.sessions.set(session, this.time.nowMs);
    const held = this.shardsWhere((shard) => shard.owner === worker && shard.leaseUntilMs > this.nowMs());
    for (const { row } of held) {
      const countedTo = instant(Math.max(row.countedTo ?? 0, counted));
      Object.assign(row, { leaseUntilMs: this.nowMs() + ttlMs, session, countedTo });
    }
    return this.leaseAnswer(held);
  }

  acquire(worker: string, session: string, ttlMs: number, limit: number): LeaseAnswer {
    const free = this.shardsWhere(
      (shard) =>
        shard.owner === null ||
        shard.leaseUntilMs < this.nowMs() ||
        shard.session === null ||
        !this.sessions.has(shard.session),
    ).slice(0, limit);
    for (const { row } of free) {
      const lease = { leaseUntilMs: this.nowMs() + ttlMs, sinceMs: this.time.nowMs };
      Object.assign(row, { owner: worker, session, epoch: row.epoch + 1, ...lease });
    }
    return this.leaseAnswer(free);
  }

  raise(worker: string, shard: number, above: number, ttlMs: number): LeaseAnswer {
    const held = this.shardsWhere((row, id) => id === shard && row.owner === worker && row.leaseUntilMs > this.nowMs());
    for (const { row } of held) {
      Object.assign(row, { epoch: Math.max(row.epoch, above) + 1, leaseUntilMs: this.nowMs() + ttlMs });
    }
    return this.leaseAnswer(held);
  }

  release(worker: string, shards: readonly number[]): void {
    for (const { row } of this.shardsWhere((shard, id) => shard.owner === worker && shards.includes(id))) {
      Object.assign(row, { owner: null, session: null, leaseUntilMs: this.nowMs() });
    }
  }

  leave(worker: string, session: string): void {
    this.sessions.delete(session);
    this.release(worker, [...this.tables.shards.keys()]);
  }

  private shardsWhere(test: (shard: Shard, id: number) => boolean): { id: number; row: Shard }[] {
    return this.tables.shards.flatMap((row, id) => (test(row, id) ? [{ id, row }] : []));
  }

  /** Who holds a shard by a lease that has not ended, and since when; null: nobody. */
  ownerOf(shard: number): { readonly worker: string; readonly sinceMs: number } | null {
    const row = this.tables.shards[shard];
    if (!row?.owner || row.leaseUntilMs <= this.nowMs()) return null;
    return { worker: row.owner, sinceMs: row.sinceMs };
  }

  private leaseAnswer(rows: readonly { id: number; row: Shard }[]): LeaseAnswer {
    const held: HeldShard[] = rows.map(({ id, row }) => ({ shard: id, epoch: row.epoch }));
    const lineage = { timeline: this.timeline, incarnation: 0 };
    const now = instant(epochMs + Math.round(this.nowMs()));
    const wanting = [...this.sessions.values()].filter((atMs) => this.time.nowMs - atMs < leaseTtlMs).length;
    const counted = rows.flatMap(({ row }) => row.countedTo ?? []);
    const countedTo = counted.length === 0 ? null : instant(Math.max(...counted));
    return { held, lineage, now, countedTo, workerCount: Math.max(1, wanting), isSafeMode: false };
  }

  // ── rollouts ──

  insert(rollout: StoredRollout): void {
    this.tables.rollouts.set(rollout.id, rollout);
    this.tables.audit.set(rollout.id, [rollout.state.revision]);
  }

  all(): StoredRollout[] {
    return [...this.tables.rollouts.values()];
  }

  find(id: string): StoredRollout | undefined {
    return this.tables.rollouts.get(id);
  }

  revisionsOnRecord(id: string): readonly number[] {
    return this.tables.audit.get(id) ?? [];
  }

  readTargets(): LoopTarget[] {
    return this.targets.map((target) => ({
      ...target,
      live: this.liveOf(target.id),
      newestEpoch: this.tables.epochs.get(target.id) ?? 0,
    }));
  }

  liveOf(targetId: string): LoopTarget["live"] {
    return this.tables.live.get(targetId) ?? null;
  }

  listOpen(): OpenRollout[] {
    return this.all()
      .filter(({ state }) => !isEnded(state))
      .map((rollout) => ({
        id: rollout.id,
        revision: rollout.state.revision,
        targetId: rollout.targetId,
        phase: rollout.state.phase,
        shard: this.targets.find((target) => target.id === rollout.targetId)?.shard ?? 0,
      }));
  }

  admissionOf(targetId: string, rolloutId: string) {
    const others = this.all().filter((other) => other.targetId === targetId && other.id !== rolloutId);
    const number = this.find(rolloutId)?.number ?? 0;
    return {
      activeRolloutId: others.find(({ state }) => isActive(state))?.id ?? null,
      aheadCount: others.filter((other) => other.state.phase === "queued" && other.number < number).length,
      live: this.liveOf(targetId),
      newestEpoch: this.tables.epochs.get(targetId) ?? 0,
    };
  }

  takeIdleEpoch(worker: string, targetId: string, lease: LeaseRef): number | null {
    this.holdShard(worker, lease);
    if (this.all().some((rollout) => rollout.targetId === targetId && isActive(rollout.state))) return null;
    const epoch = (this.tables.epochs.get(targetId) ?? 0) + 1;
    this.tables.epochs.set(targetId, epoch);
    return epoch;
  }

  saveTransition(worker: string, transition: Transition, lease: LeaseRef): void {
    this.holdShard(worker, lease);
    this.commit(transition);
  }

  private holdShard(worker: string, lease: LeaseRef): void {
    const shard = this.tables.shards[lease.shard];
    if (shard?.owner === worker && shard.epoch === lease.epoch) return;
    if (this.rules.refusesStale) throw new LeaseLost("The shard has another owner.");
  }

  private commit({ before, next }: Transition): void {
    const { tables } = this;
    const row = tables.rollouts.get(before.id);
    if (!row) throw new AppError("not_found", { detail: "There is no such rollout." });
    if (row.state.revision !== before.state.revision && this.rules.refusesStale)
      throw new AppError("stale_state", { detail: "It changed." });
    const newest = tables.epochs.get(row.targetId) ?? 0;
    if (before.state.phase === "queued" && "epochBase" in next && next.epochBase < newest)
      throw new AppError("stale_state", { detail: "The target was written to meanwhile." });
    const active = this.all().find(
      (other) => other.id !== row.id && other.targetId === row.targetId && isActive(other.state),
    );
    if (active && isActive(next)) throw new Error(`the target has the active rollout ${active.id}`);
    const saved = { ...row, state: next };
    tables.rollouts.set(row.id, saved);
    tables.epochs.set(row.targetId, Math.max(tables.epochs.get(row.targetId) ?? 0, epochOf(next)));
    tables.audit.set(row.id, [...(tables.audit.get(row.id) ?? []), next.revision]);
    if (next.phase === "completed")
      tables.live.set(row.targetId, { slot: next.canarySlot, version: next.canaryVersion });
    this.rules.onCommit(saved, row.state);
  }

  /** Write down a rollback that was done already. */
  takeBack(entry: JournalEntry): void {
    const row = this.find(entry.rolloutId);
    if (!row) throw new AppError("not_found", { detail: "There is no such rollout." });
    const decision = decide(row.state, entry.command, factsForCommand(instant(epochMs + Math.round(this.time.nowMs))));
    if (decision.kind === "accepted") this.commit({ before: row, ...decision, evidence: [], actor, reason: null });
  }

  /** A person's command, as the web process does it. */
  command(rolloutId: string, command: PersonCommand): void {
    const row = this.find(rolloutId);
    if (!row) return;
    const decision = decide(row.state, command, factsForCommand(instant(epochMs + Math.round(this.time.nowMs))));
    if (decision.kind === "accepted") this.commit({ before: row, ...decision, evidence: [], actor, reason: null });
  }

  saveProgress(progress: readonly Progress[]): void {
    for (const { rolloutId, judgeState, evidence } of progress) {
      const row = this.tables.rollouts.get(rolloutId);
      if (row) this.tables.rollouts.set(rolloutId, { ...row, judgeState, latestEvidence: evidence });
    }
  }

  // ── faults ──

  /** Every session ends; what was committed stays. */
  crash(): void {
    this.sessions = new Map();
  }

  remember(): void {
    this.past.push({ atMs: this.time.nowMs, tables: copyOf(this.tables) });
    if (this.past.length > 20) this.past.shift();
  }

  /** The old primary as it goes on beside its standby, with its sessions, on its own timeline. */
  fork(onCommit: DatabaseRules["onCommit"]): SimDatabase {
    const rules = { ...this.rules, onFailover: () => undefined, onCommit };
    const old = new SimDatabase(this.time, this.targets, rules);
    old.tables = copyOf(this.tables);
    old.sessions = new Map(this.sessions);
    old.timeline = this.timeline;
    old.clockJumpMs = this.clockJumpMs;
    return old;
  }

  lineage(): number {
    return lineageOf(termOf({ timeline: this.timeline, incarnation: 0 }, 0));
  }

  /** A standby becomes the primary that lacks the commits of the last `lostMs`; 0: it is synchronous and lacks nothing. */
  failOver(lostMs: number): void {
    const kept = this.past.findLast(({ atMs }) => atMs <= this.time.nowMs - lostMs);
    if (kept && lostMs > 0) {
      this.tables = copyOf(kept.tables);
      this.past.length = 0;
    }
    this.timeline += 1;
    this.crash();
    this.rules.onFailover(this.lineage());
  }
}

function copyOf({ rollouts, epochs, live, audit, shards }: Tables): Tables {
  return {
    rollouts: new Map(rollouts),
    epochs: new Map(epochs),
    live: new Map(live),
    audit: new Map(audit),
    shards: shards.map((shard) => ({ ...shard })),
  };
}

const actor = systemActor("simulation");

/** The share that a committed state wants for its canary. */
export function desiredOf(state: RolloutState): number {
  return state.phase === "queued" || state.phase === "cancelled" ? 0 : wantedSharePercent(state);
}
