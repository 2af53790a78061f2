/** What the server says when something changed; the data itself is fetched. */
export interface Hint {
  readonly topic: string;
  readonly id: string;
  readonly revision: number;
}

export type ConnectionStatus = "live" | "connecting" | "reconnecting" | "polling" | "paused";

/** The part of EventSource that is used. */
export interface HintSource {
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface LiveConnectionOptions {
  readonly open: () => HintSource;
  /** Call `task` after `delayMs`; the answer cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void;
  readonly nowMs: () => number;
  readonly onHints: (hints: readonly Hint[]) => void;
  readonly onRefetchAll: () => void;
  readonly onChange: (status: ConnectionStatus, updatedAtMs: number | null) => void;
}

const debounceMs = 500;
const pollMs = 15_000;
const reopenMs = 3_000;

/**
 * Follows the stream of hints. Gathers them for half a second, stops while hidden or paused (and then asks for everything
 * again), and polls every 15 s for as long as the stream is away.
 */
export class LiveConnection {
  private source: HintSource | null = null;
  private readonly pending = new Map<string, Hint>();
  private cancels: { flush?: () => void; poll?: () => void; reopen?: () => void } = {};
  private status: ConnectionStatus = "connecting";
  private updatedAtMs: number | null = null;
  private isPaused = false;
  private isHidden = false;
  private hasMissed = false;
  private readonly options: LiveConnectionOptions;

  constructor(options: LiveConnectionOptions) {
    this.options = options;
  }

  start(): void {
    if (this.source || this.isPaused || this.isHidden) return;
    this.connect();
  }

  stop(): void {
    this.disconnect();
    this.pending.clear();
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    if (isPaused) {
      this.leave();
      this.change("paused");
    } else {
      this.change("connecting");
      this.start();
    }
  }

  setHidden(isHidden: boolean): void {
    this.isHidden = isHidden;
    if (this.isPaused) return;
    if (isHidden) this.leave();
    else this.start();
  }

  /** Browsers allow few connections per host: a tab that nobody sees gives its own back. */
  private leave(): void {
    this.stop();
    this.hasMissed = true;
  }

  private connect(): void {
    const source = this.options.open();
    this.source = source;
    const receive = (event: { readonly data?: unknown }): void => this.receive(event.data);
    source.addEventListener("message", receive);
    source.addEventListener("hint", receive);
    source.addEventListener("ping", () => this.touch());
    source.addEventListener("open", () => this.opened());
    source.addEventListener("error", () => this.failed());
  }

  private opened(): void {
    this.cancels.poll?.();
    this.cancels.poll = undefined;
    if (this.hasMissed) this.options.onRefetchAll();
    this.hasMissed = false;
    this.status = "live";
    this.touch();
  }

  private failed(): void {
    this.source?.close();
    this.source = null;
    this.hasMissed = true;
    if (this.status !== "polling") this.change("reconnecting");
    this.cancels.reopen?.();
    this.cancels.reopen = this.options.after(reopenMs, () => this.start());
    if (!this.cancels.poll) this.schedulePoll();
  }

  private schedulePoll(): void {
    this.cancels.poll = this.options.after(pollMs, () => {
      this.options.onRefetchAll();
      this.status = "polling";
      this.touch();
      this.schedulePoll();
    });
  }

  private receive(data: unknown): void {
    const hint = parseHint(data);
    if (!hint) return;
    this.pending.set(`${hint.topic}:${hint.id}`, hint);
    if (this.cancels.flush) return;
    this.cancels.flush = this.options.after(debounceMs, () => {
      this.cancels.flush = undefined;
      const hints = [...this.pending.values()];
      this.pending.clear();
      this.options.onHints(hints);
      this.touch();
    });
  }

  private disconnect(): void {
    this.source?.close();
    this.source = null;
    for (const cancel of Object.values(this.cancels)) cancel?.();
    this.cancels = {};
  }

  private touch(): void {
    this.updatedAtMs = this.options.nowMs();
    this.change(this.status);
  }

  private change(status: ConnectionStatus): void {
    this.status = status;
    this.options.onChange(status, this.updatedAtMs);
  }
}

/** A hint from the text of an event; null for anything else. */
export function parseHint(data: unknown): Hint | null {
  if (typeof data !== "string") return null;
  try {
    const value = JSON.parse(data) as Partial<Record<keyof Hint, unknown>> | null;
    if (typeof value?.topic !== "string" || typeof value.id !== "string") return null;
    return { topic: value.topic, id: value.id, revision: typeof value.revision === "number" ? value.revision : 0 };
  } catch {
    return null;
  }
}
