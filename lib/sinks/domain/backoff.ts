const firstMs = 1_000;
const longestMs = 300_000;

/** How long a receiver is left alone after so many failures in a row: 1 s, 2 s, 4 s … 5 min. */
export function backoffMs(failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(20, Math.max(0, failures - 1)));
}
