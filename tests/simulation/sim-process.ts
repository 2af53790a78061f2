import { instant } from "@/lib/kernel/instant";
import type { Clock } from "@/lib/platform/clock";
import type { Timers } from "@/lib/platform/timers";
import type { VirtualTime } from "./virtual-time";

/** Where virtual time begins on wall clocks. */
export const epochMs = 1_800_000_000_000;

/** What a call to another part of the world meets on its way. */
export interface Way {
  readonly latencyMs: number;
  /** The message arrives and the effect happens, but the answer is lost. */
  readonly losesAnswer?: boolean;
  /** How long until the caller is told that there was no answer. */
  readonly deadlineMs: number;
}

/**
 * One operating system process: it can be killed, and stopped and let go on. What it sent before its death arrives all the
 * same; what is sent to it while it is stopped is there when it goes on.
 */
export class SimProcess {
  private state: "running" | "stopped" | "dead" = "running";
  private waiting: (() => void)[] = [];
  /** What its wall clock is off by. */
  skewMs = 0;

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
  ) {}

  get isAlive(): boolean {
    return this.state !== "dead";
  }

  get isRunning(): boolean {
    return this.state === "running";
  }

  readonly clock: Clock = {
    now: () => instant(epochMs + Math.round(this.time.nowMs) + this.skewMs),
    monotonicMs: () => this.time.nowMs,
  };

  readonly timers: Timers = {
    after: (delayMs, run) => {
      let isCancelled = false;
      this.time.after(delayMs, () =>
        this.deliver(() => {
          if (!isCancelled) run();
        }),
      );
      return () => {
        isCancelled = true;
      };
    },
  };

  kill(): void {
    this.state = "dead";
    this.waiting = [];
  }

  stop(): void {
    if (this.state === "running") this.state = "stopped";
  }

  goOn(): void {
    if (this.state !== "stopped") return;
    this.state = "running";
    for (const run of this.waiting.splice(0)) this.deliver(run);
  }

  /** Run in this process, when and if it runs. */
  deliver(run: () => void): void {
    if (this.state === "dead") return;
    if (this.state === "stopped") this.waiting.push(run);
    else run();
  }

  /** Ask another part of the world: the effect happens there after half the way, the answer is here after the other half. */
  call<Result>(way: () => Way | "never", effect: () => Result, signal?: AbortSignal): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const met = way();
      const settle = (run: () => void): void => this.deliver(run);
      signal?.addEventListener("abort", () => settle(() => reject(new Error("aborted"))), { once: true });
      if (met === "never") return;
      this.time.after(met.latencyMs / 2, () => {
        let answer: () => void;
        try {
          const result = effect();
          answer = () => resolve(result);
        } catch (error) {
          answer = () => reject(error);
        }
        if (met.losesAnswer) this.time.after(met.deadlineMs, () => settle(() => reject(new Error("no answer"))));
        else this.time.after(met.latencyMs / 2, () => settle(answer));
      });
    });
  }
}
