/** What strangers are told apart by. */
interface Refused {
  readonly action: string;
  readonly address: string;
}

interface Kept {
  readonly sinceMs: number;
  leftOut: number;
}

const windowMs = 60_000;

/** Addresses and operations that are told apart at once; beyond that all the others of an operation count as one. */
const keptAtMost = 500;

/**
 * Decides which refusals of people who did not sign in are put on record: the first of a minute for an address and an
 * operation. In memory, bounded, and by itself for each process: a flood then costs a few rows a minute.
 */
export class StrangerThrottle {
  readonly #kept = new Map<string, Kept>();

  /** The number left out since the last record of its kind, when this one goes on record; else it is left out, too. */
  admit({ action, address }: Refused, nowMs: number): number | "leave_out" {
    const key = this.#keyOf(action, address, nowMs);
    const kept = this.#kept.get(key);
    if (kept !== undefined && nowMs - kept.sinceMs < windowMs) {
      kept.leftOut += 1;
      return "leave_out";
    }
    this.#kept.set(key, { sinceMs: nowMs, leftOut: 0 });
    return kept?.leftOut ?? 0;
  }

  #keyOf(action: string, address: string, nowMs: number): string {
    const key = `${action} ${address}`;
    if (this.#kept.has(key) || this.#kept.size < keptAtMost) return key;
    for (const [old, { sinceMs, leftOut }] of this.#kept) {
      // What was left out is told with the next record, so only silent ones are forgotten before long.
      if (nowMs - sinceMs >= windowMs * (leftOut === 0 ? 1 : 10)) this.#kept.delete(old);
    }
    return this.#kept.size < keptAtMost ? key : `${action} (others)`;
  }
}
