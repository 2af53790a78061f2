import { epochOf } from "@/lib/rollouts/domain/intent";
import { lineageOf } from "@/lib/rollouts/domain/lease";
import { isActive, isEnded, type PlacedRollout, type RolloutState } from "@/lib/rollouts/domain/rollout-state";
import type { JournalEntry } from "@/lib/rollouts/loop/loop-store";
import type { StoredRollout } from "@/lib/rollouts/rollout-store";
import type { Schedule } from "./schedule";
import { desiredOf, type SimDatabase } from "./sim-database";
import type { SimPlane, Write } from "./sim-plane";
import { epochMs } from "./sim-process";
import type { VirtualTime } from "./virtual-time";

const tolerance = 0.6;

/** A rollback that was acknowledged, by a commit or by the journal of a worker. */
interface DecidedBack {
  /** Writes of this epoch and newer ones carry it. */
  readonly fromEpoch: number;
  /** A failover to an asynchronous standby lost its commit: terms of this lineage and newer ones know nothing of it. */
  readonly lostFromLineage: number | null;
}

/** What must hold whatever happens. Each law is checked where it could be broken. */
export class Laws {
  readonly violations: string[] = [];
  /** The highest share that was ever committed for a rollout. */
  private readonly committed = new Map<string, number>();
  /** Rollouts of which a plane has accepted the rollback, when, and from whom. */
  private readonly takenBack = new Map<string, { readonly atMs: number; readonly by: string }>();
  /** Those of which the plane has forgotten it in a restart, and which workers knew it by then. */
  private readonly forgotten = new Map<string, ReadonlySet<string>>();
  private newestLineage = 0;
  private readonly decidedBack = new Map<string, DecidedBack>();
  /** The share that somebody set by hand and nobody has resumed since. */
  private readonly byHand = new Map<string, { readonly share: number; readonly atMs: number }>();

  constructor(
    private readonly time: VirtualTime,
    private readonly say: (words: string) => void,
  ) {}

  private broken(law: string): void {
    this.violations.push(`${Math.round(this.time.nowMs)} ms: ${law}`);
  }

  onJournal(entry: JournalEntry): void {
    // The journal is on a disk that no failover takes away: what it says is never lost.
    this.say(`journal ${entry.rolloutId}: taken back`);
    this.decidedBack.set(entry.rolloutId, { fromEpoch: 0, lostFromLineage: null });
  }

  /**
   * A standby took over. What it lacks was acknowledged and is gone; a database that promises more has a synchronous
   * standby (ADR 0036). A rollback that a data plane has accepted, or a journal has, stands all the same.
   */
  onFailover(database: SimDatabase, lineage: number): void {
    this.newestLineage = lineage;
    for (const [id, decided] of this.decidedBack) {
      if (decided.fromEpoch === 0 || decided.lostFromLineage !== null) continue;
      const phase = database.find(id)?.state.phase;
      if (phase === "rolling_back" || phase === "rolled_back") continue;
      this.say(`the rollback of ${id} is lost with the old primary`);
      this.decidedBack.set(id, { ...decided, lostFromLineage: lineage });
    }
  }

  onLoweredByHand(targetId: string, share: number): void {
    this.byHand.set(targetId, { share, atMs: this.time.nowMs });
  }

  /** A restart brings the configured split: what the hand had set is gone with the rest. */
  onRestart(targetId: string, database: SimDatabase, plane: SimPlane): void {
    this.byHand.delete(targetId);
    for (const { id } of database.all().filter((rollout) => rollout.targetId === targetId)) {
      const accepted = this.takenBack.get(id);
      // Whoever looked after the first of several restarts has seen nothing any more.
      if (!accepted || this.forgotten.has(id)) continue;
      this.forgotten.set(id, new Set([accepted.by, ...plane.lookersSince(accepted.atMs)]));
    }
  }

  /**
   * A failover lost the commit, a restart the data plane's memory, and this worker has seen neither: nothing that it could
   * ask knows of the rollback. A database that promises more has a synchronous standby.
   */
  private isUnknowable(id: string, by: string, database: SimDatabase): boolean {
    const phase = database.find(id)?.state.phase;
    if (phase === "rolling_back" || phase === "rolled_back") return false;
    return this.forgotten.get(id)?.has(by) === false;
  }

  private forget(id: string): void {
    this.takenBack.delete(id);
    this.decidedBack.delete(id);
    this.forgotten.delete(id);
  }

  /** A person answers for the share that comes back, whatever a lost commit has said before. */
  onResume(rolloutId: string): void {
    this.forget(rolloutId);
  }

  onCommit(rollout: StoredRollout, before: RolloutState): void {
    const { id, state, targetId } = rollout;
    this.say(`commit ${id} ${state.revision}: ${before.phase} -> ${inWords(state)}, wants ${desiredOf(state)} %`);
    this.committed.set(id, Math.max(this.committed.get(id) ?? 0, desiredOf(state)));
    if (state.phase === "rolling_back" && before.phase !== "rolling_back")
      this.decidedBack.set(id, { fromEpoch: epochOf(state), lostFromLineage: null });
    if (isEnded(before)) this.broken(`${id} left ${before.phase}`);
    const wasPausedForHand = "pauseReasons" in before && before.pauseReasons.includes("drift");
    const isNow = "pauseReasons" in state && state.pauseReasons.includes("drift");
    if (wasPausedForHand && !isNow) this.byHand.delete(targetId);
  }

  /** An old primary's owner may go as far as it has committed, until its writes are refused. */
  onStrayCommit({ id, state }: StoredRollout): void {
    this.say(`commit on the old primary ${id} ${state.revision}: ${inWords(state)}, wants ${desiredOf(state)} %`);
    this.committed.set(id, Math.max(this.committed.get(id) ?? 0, desiredOf(state)));
  }

  onWrite(targetId: string, write: Write, database: SimDatabase, plane: SimPlane): void {
    const { accepted } = write;
    this.say(
      `write ${targetId} by ${write.by} (${write.term}, ${write.epoch}): b ${write.before.b} -> ${write.after.b} %`,
    );
    const isOlder =
      accepted && (write.term < accepted.term || (write.term === accepted.term && write.epoch < accepted.epoch));
    if (isOlder)
      this.broken(`${targetId}: an older write (${write.term}, ${write.epoch}) was accepted from ${write.by}`);
    if (Math.abs(write.after.a + write.after.b - 100) > 0.001) this.broken(`${targetId}: the shares are not a whole`);
    const rollout = placedOn(database, targetId);
    if (!rollout) return;
    const slot = rollout.state.canarySlot;
    this.onCanary(rollout, write.before[slot], write.after[slot], { write, plane, database });
  }

  /** A write of an older history of the database was accepted, long after an owner of the newest could have fenced. */
  onStray(targetId: string, write: Write): void {
    this.broken(
      `${targetId}: a write of an older timeline (${write.term}, ${write.epoch}) was accepted from ${write.by}`,
    );
  }

  private onCanary(
    rollout: StoredRollout & { readonly state: PlacedRollout },
    before: number,
    after: number,
    { write, plane, database }: { write: Write; plane: SimPlane; database: SimDatabase },
  ): void {
    const { id, targetId } = rollout;
    if (rollout.state.phase === "completed") return;
    if (after === 0 && this.isBecauseOf(this.decidedBack.get(id), write)) {
      this.takenBack.set(id, { atMs: this.time.nowMs, by: write.by });
      this.forgotten.delete(id);
    }
    if (after <= before + tolerance) return;
    // It was there when the writer looked, and is what it was: a renewal that crossed with the switch that it renews.
    if (after <= plane.shareSeenBy(write.by, rollout.state.canarySlot) + tolerance) {
      this.byHand.delete(targetId);
      return;
    }
    if (this.takenBack.has(id) && this.isUnknowable(id, write.by, database)) this.forget(id);
    if (this.takenBack.has(id)) this.broken(`${id}: raised from ${before} to ${after} % after its rollback`);
    if (after > (this.committed.get(id) ?? 0) + tolerance)
      this.broken(`${id}: raised to ${after} % and no more than ${this.committed.get(id) ?? 0} % was ever committed`);
    const hand = this.byHand.get(targetId);
    // What was on its way when the hand moved is nobody's disregard; nor is what an old primary's owner knows of another rollout.
    const isLate = plane.lastLookMs(write.by) <= (hand?.atMs ?? 0) || lineageOf(write.term) < this.newestLineage;
    if (hand && after > hand.share + tolerance && !isLate)
      this.broken(`${id}: raised to ${after} % after somebody had lowered it to ${hand.share} %`);
    this.byHand.delete(targetId);
    // A new owner looks twice before it raises: the pass that raises is not its first.
    if (plane.looksOf(write.by) < 2) this.broken(`${id}: ${write.by} raised on its first pass`);
  }

  private isBecauseOf(decided: DecidedBack | undefined, write: Write): boolean {
    if (decided === undefined || write.epoch < decided.fromEpoch) return false;
    return decided.lostFromLineage === null || lineageOf(write.term) < decided.lostFromLineage;
  }

  /** The world was left in peace for long enough: it must have come to rest, with everything on record. */
  atTheEnd(database: SimDatabase, schedule: Schedule): void {
    if (this.violations.length > 0) return;
    for (const rollout of database.all()) {
      const { id, state } = rollout;
      const isBad = schedule.badFromMs[Number(rollout.targetId.slice(1))] !== null;
      if (!isEnded(state)) this.broken(`${id} is still ${inWords(state)} though nothing is wrong any more`);
      if ("deadlineAt" in state && state.deadlineAt < epochMs + this.time.nowMs - 5_000)
        this.broken(`${id} outlived its deadline in ${state.phase}`);
      if (state.phase === "completed" && isBad && (schedule.badFromMs[Number(rollout.targetId.slice(1))] ?? 0) < 4_000)
        this.broken(`${id} completed with a version that fails half of all requests`);
      const decided = this.decidedBack.get(id);
      const stands = decided !== undefined && (decided.lostFromLineage === null || this.takenBack.has(id));
      if (stands && state.phase === "completed") this.broken(`${id} completed after it was taken back`);
      const revisions = database.revisionsOnRecord(id);
      const isWhole =
        revisions.every((revision, index) => revision === index + 1) && revisions.length === state.revision;
      if (!isWhole) this.broken(`${id}: the record has revisions ${revisions.join()} of ${state.revision}`);
    }
    const active = database.all().filter(({ state }) => isActive(state));
    if (new Set(active.map(({ targetId }) => targetId)).size !== active.length)
      this.broken("two rollouts have the same target");
  }
}

function inWords(state: RolloutState): string {
  const paused = "pauseReasons" in state && state.pauseReasons.length > 0 ? ` (${state.pauseReasons.join()})` : "";
  return `${state.phase}${paused}`;
}

/** The rollout that steers a target, or did last. */
function placedOn(database: SimDatabase, targetId: string): (StoredRollout & { readonly state: PlacedRollout }) | null {
  const own = database.all().filter((rollout) => rollout.targetId === targetId);
  const placed = own.filter(
    (rollout): rollout is StoredRollout & { readonly state: PlacedRollout } => "canarySlot" in rollout.state,
  );
  return placed.at(-1) ?? null;
}
