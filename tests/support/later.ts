/** Do something after a while: for fakes that answer late. Tests themselves wait for conditions, never for time. */
export function later(delayMs: number, work: () => void): void {
  setTimeout(work, delayMs).unref();
}
