/** A moment: milliseconds since the Unix epoch, UTC. `Date` appears only at the edges. */
export type Instant = number & { readonly __brand: "Instant" };

/** Brand a number of epoch milliseconds as an Instant. Throws on a value that is not a finite integer. */
export function instant(epochMs: number): Instant {
  if (!Number.isSafeInteger(epochMs)) throw new RangeError(`not an instant: ${epochMs}`);
  return epochMs as Instant;
}

/** `at` moved by `durationMs` (may be negative). */
export function plusMs(at: Instant, durationMs: number): Instant {
  return instant(Math.round(at + durationMs));
}

/** Milliseconds from `from` to `to`; negative when `to` is earlier. */
export function msBetween(from: Instant, to: Instant): number {
  return to - from;
}
