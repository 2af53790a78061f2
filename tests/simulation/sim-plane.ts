import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import type { SafeSplit, SlotName, TrafficIntent, TrafficObservation, WriteGuard } from "@/lib/traffic/port";
import { epochMs } from "./sim-process";
import type { VirtualTime } from "./virtual-time";

export interface Write {
  readonly atMs: number;
  readonly by: string;
  readonly term: number;
  readonly epoch: number;
  readonly before: Readonly<Record<SlotName, number>>;
  readonly after: Readonly<Record<SlotName, number>>;
  /** The pair accepted before this one by the same process of the plane. */
  readonly accepted: { readonly term: number; readonly epoch: number } | null;
}

interface Split {
  readonly sharePercent: Readonly<Record<SlotName, number>>;
  readonly closed: readonly SlotName[];
}

/** A data plane with a fence and a dead-man switch, as the edge and the Lua command are. */
export class SimPlane {
  private split: Split;
  private accepted: { term: number; epoch: number } | null = null;
  private hold: { atMs: number; safe: SafeSplit; fired: boolean } | null = null;
  private incarnation = 1;
  /** Answers nothing. What is sent meanwhile is done when it answers again. */
  isHung = false;
  private waiting: (() => void)[] = [];
  latencyMs = 2;
  private readonly lookedBy = new Map<string, number>();
  private readonly lookedAtMs = new Map<string, number>();
  private readonly sawShare = new Map<string, Readonly<Record<SlotName, number>>>();

  constructor(
    readonly targetId: string,
    private readonly time: VirtualTime,
    private readonly rules: { readonly hasFence: boolean; onWrite(write: Write): void; onShare(): void },
    /** What its configuration says: the safe split. */
    private configured: Split,
  ) {
    this.split = configured;
  }

  share(slot: SlotName): number {
    return this.split.sharePercent[slot];
  }

  isHeld(): boolean {
    return this.hold !== null && !this.hold.fired;
  }

  apply(by: string, intent: TrafficIntent, guard: WriteGuard): void {
    const { term } = guard;
    const { epoch } = intent;
    const last = this.accepted;
    if (this.rules.hasFence && last && (term < last.term || (term === last.term && epoch < last.epoch)))
      throw fenced(last);
    const write = { by, term, epoch, before: this.split.sharePercent, after: intent.sharePercent, accepted: last };
    this.accepted = { term, epoch };
    this.hold = guard.hold && { atMs: this.time.nowMs + guard.hold.ttlMs, safe: guard.hold.safe, fired: false };
    this.set({ sharePercent: intent.sharePercent, closed: intent.closed });
    if (this.hold) this.time.at(this.hold.atMs, () => this.fire());
    this.rules.onWrite({ atMs: this.time.nowMs, ...write });
  }

  /** Refuse earlier terms from now on. */
  claim(term: number): void {
    const last = this.accepted;
    if (this.rules.hasFence && last && term < last.term) throw fenced(last);
    this.accepted = { term, epoch: last?.epoch ?? 0 };
  }

  observe(by: string): TrafficObservation {
    this.lookedBy.set(by, (this.lookedBy.get(by) ?? 0) + 1);
    this.lookedAtMs.set(by, this.time.nowMs);
    this.sawShare.set(by, this.split.sharePercent);
    const slot = (name: SlotName) => ({
      sharePercent: this.split.sharePercent[name],
      serversTotal: 2,
      serversUp: 2,
      closed: this.split.closed.includes(name),
    });
    return {
      observedAt: instant(epochMs + Math.round(this.time.nowMs)),
      slots: { a: slot("a"), b: slot("b") },
      incarnation: `i${this.incarnation}`,
      fence: "native",
      accepted: this.accepted,
      hold: this.hold && { remainingMs: Math.max(0, this.hold.atMs - this.time.nowMs), fired: this.hold.fired },
    };
  }

  /** How often this worker has looked here. */
  looksOf(by: string): number {
    return this.lookedBy.get(by) ?? 0;
  }

  /** The share that this worker saw when it last looked here. */
  shareSeenBy(by: string, slot: SlotName): number {
    return this.sawShare.get(by)?.[slot] ?? 0;
  }

  /** When this worker last looked here. */
  lastLookMs(by: string): number {
    return this.lookedAtMs.get(by) ?? Number.NEGATIVE_INFINITY;
  }

  /** Who has looked here since then. */
  lookersSince(atMs: number): string[] {
    return [...this.lookedAtMs].filter(([, lookedAtMs]) => lookedAtMs >= atMs).map(([by]) => by);
  }

  /** Do this when the plane goes on. */
  later(work: () => void): void {
    this.waiting.push(work);
  }

  goOn(): void {
    this.isHung = false;
    for (const work of this.waiting.splice(0)) {
      try {
        work();
      } catch {
        // Refused by the fence; nobody waits for the answer any more.
      }
    }
  }

  /** A reload: weights as configured, nothing remembered. */
  restart(): void {
    this.incarnation += 1;
    this.accepted = null;
    this.hold = null;
    this.set(this.configured);
  }

  /** The split that a restart returns to follows the live version. */
  configure(slot: SlotName): void {
    this.configured =
      slot === "a"
        ? { sharePercent: { a: 100, b: 0 }, closed: ["b"] }
        : { sharePercent: { a: 0, b: 100 }, closed: ["a"] };
  }

  /** Somebody sets the weight by hand. */
  setByHand(slot: SlotName, percent: number): void {
    const other = slot === "a" ? "b" : "a";
    this.set({
      sharePercent: { [slot]: percent, [other]: 100 - percent } as Record<SlotName, number>,
      closed: percent === 0 ? [slot] : [],
    });
  }

  private fire(): void {
    if (!this.hold || this.hold.fired || this.hold.atMs > this.time.nowMs) return;
    this.hold.fired = true;
    this.set(this.hold.safe);
  }

  private set(split: Split): void {
    this.rules.onShare();
    this.split = split;
  }
}

function fenced(last: { term: number; epoch: number }): AppError {
  return new AppError("upstream_failed", {
    detail: "A newer write was accepted already.",
    reasons: [
      {
        code: "fenced",
        message: "A newer write was accepted already.",
        remedy: "Stop.",
        facts: { acceptedTerm: last.term, acceptedEpoch: last.epoch },
      },
    ],
  });
}
