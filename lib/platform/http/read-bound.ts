const windowMs = 60_000;

/** Keys that are told apart at once; when there are more, the oldest windows are forgotten, and then all others count as one. */
const keptAtMost = 5_000;

interface Kept {
  readonly sinceMs: number;
  reads: number;
}

/** How often something may be read in a minute, each key by itself. In memory, bounded, and by itself for each process. */
export class ReadBound {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly mostPerMinute: number) {}

  /** Count one read at `nowMs` (of a clock that only goes on); false when it is one too many. */
  admit(key: string, nowMs: number): boolean {
    const name = this.#kept.has(key) || this.#hasRoom(nowMs) ? key : "(others)";
    const kept = this.#kept.get(name);
    if (kept === undefined || nowMs - kept.sinceMs >= windowMs) {
      this.#kept.set(name, { sinceMs: nowMs, reads: 1 });
      return this.mostPerMinute > 0;
    }
    kept.reads += 1;
    return kept.reads <= this.mostPerMinute;
  }

  #hasRoom(nowMs: number): boolean {
    if (this.#kept.size < keptAtMost) return true;
    for (const [key, { sinceMs }] of this.#kept) if (nowMs - sinceMs >= windowMs) this.#kept.delete(key);
    return this.#kept.size < keptAtMost;
  }
}
