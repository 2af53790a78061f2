import type { HoldObservation } from "@/lib/traffic/port";

/** A timer that somebody has to keep from running out. It runs on the monotonic clock of this process. */
export class DeadManSwitch {
  private timer: NodeJS.Timeout | undefined;
  private dueAtMs: number | null = null;
  private fired = false;

  /** Call `onSilence` after `ttlMs` unless it is set or lifted again before. */
  set(ttlMs: number, onSilence: () => void): void {
    this.lift();
    this.dueAtMs = performance.now() + ttlMs;
    this.timer = setTimeout(() => {
      this.fired = true;
      onSilence();
    }, ttlMs);
    this.timer.unref();
  }

  /** There is none any more. */
  lift(): void {
    clearTimeout(this.timer);
    this.dueAtMs = null;
    this.fired = false;
  }

  observe(): HoldObservation | null {
    if (this.dueAtMs === null) return null;
    const leftMs = Math.max(0, Math.ceil(this.dueAtMs - performance.now()));
    return { remainingMs: this.fired ? 0 : leftMs, fired: this.fired };
  }
}
