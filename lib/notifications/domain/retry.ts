const minuteMs = 60_000;

/** Waits after the first, second … failed attempt: what Standard Webhooks recommends from five minutes on. */
const waitsMs = [1, 5, 30, 120, 300, 600, 840].map((minutes) => minutes * minuteMs);

/** How long to wait after so many failed attempts; null: no more attempts. */
export function waitAfter(attempts: number): number | null {
  return waitsMs[attempts - 1] ?? null;
}

/** An attempt that was begun and never ended is given up after this time: its process died. */
export const abandonedAfterMs = 10 * minuteMs;
