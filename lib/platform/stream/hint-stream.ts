import { AppError } from "@/lib/kernel/app-error";
import { HintListener } from "@/lib/platform/db/hint-listener";
import type { Log } from "@/lib/platform/log";

export interface HintStreamOptions {
  readonly databaseUrl: string;
  readonly log: Log;
  /** Which of these credentials still hold. Asked for all open streams together. */
  readonly aliveCredentials: (credentials: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly maxPerCredential: number;
  /** How often credentials are looked up: a revoked session's streams end within this and one query. */
  readonly checkMs?: number;
  readonly heartbeatMs?: number;
}

interface Listener {
  readonly credential: string;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

const encoder = new TextEncoder();
/** Events that a reader may leave unread before it is cut off; it reconnects and fetches everything again. */
const maxUnread = 256;

/**
 * Server-sent hints: one database connection, fanned out to every open page of this process. A stream ends when its
 * credential no longer holds, when that cannot be asked, and when hints may have been missed; pages then open it again.
 */
export class HintStream {
  readonly #options: HintStreamOptions;
  readonly #listener: HintListener;
  readonly #open = new Set<Listener>();
  #timers: NodeJS.Timeout[] = [];

  constructor(options: HintStreamOptions) {
    this.#options = options;
    this.#listener = new HintListener({
      databaseUrl: options.databaseUrl,
      log: options.log,
      onHint: (payload) => this.#broadcast(`event: hint\ndata: ${payload.replace(/[\r\n]/g, " ")}\n\n`),
      onLost: () => this.#endAll(),
    });
  }

  /** How many streams are open. */
  get size(): number {
    return this.#open.size;
  }

  /** A stream of events for who holds `credential`. Throws `too_many_requests` or `unavailable`. */
  async open(credential: string): Promise<ReadableStream<Uint8Array>> {
    this.#requireRoom(credential);
    await this.#listener.ready().catch((cause: unknown) => {
      throw new AppError("unavailable", { detail: "The stream of changes is not available for a moment.", cause });
    });
    // Others may have come while the connection was made.
    this.#requireRoom(credential);
    this.#startTimers();
    let listener: Listener | undefined;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          listener = { credential, controller };
          this.#open.add(listener);
          controller.enqueue(encoder.encode("retry: 3000\n\nevent: ping\ndata: {}\n\n"));
        },
        cancel: () => {
          if (listener) this.#forget(listener);
        },
      },
      new CountQueuingStrategy({ highWaterMark: maxUnread }),
    );
  }

  /** End all streams and the connection. */
  async close(): Promise<void> {
    this.#endAll();
    await this.#listener.close();
  }

  #requireRoom(credential: string): void {
    const held = [...this.#open].filter((listener) => listener.credential === credential).length;
    if (held < this.#options.maxPerCredential) return;
    throw new AppError("too_many_requests", {
      detail: `You have ${held} pages open that listen for changes. Close one.`,
    });
  }

  #startTimers(): void {
    if (this.#timers.length > 0) return;
    const { checkMs = 1_000, heartbeatMs = 15_000 } = this.#options;
    let isChecking = false;
    const check = setInterval(() => {
      // A check that hangs must not pile up others; it fails by its own deadline.
      if (isChecking) return;
      isChecking = true;
      void this.#endRevoked().finally(() => {
        isChecking = false;
      });
    }, checkMs);
    const heartbeat = setInterval(() => {
      this.#broadcast("event: ping\ndata: {}\n\n");
      void this.#listener.probe();
    }, heartbeatMs);
    this.#timers = [check, heartbeat];
    for (const timer of this.#timers) timer.unref();
  }

  async #endRevoked(): Promise<void> {
    const credentials = [...new Set([...this.#open].map((listener) => listener.credential))];
    if (credentials.length === 0) return;
    try {
      const alive = await this.#options.aliveCredentials(credentials);
      for (const listener of [...this.#open]) if (!alive.has(listener.credential)) this.#end(listener);
    } catch (error) {
      this.#options.log.warn({ err: error }, "who may listen for changes could not be asked; all streams end");
      this.#endAll();
    }
  }

  #broadcast(event: string): void {
    const bytes = encoder.encode(event);
    for (const listener of [...this.#open]) {
      if ((listener.controller.desiredSize ?? 0) <= 0) this.#end(listener);
      else listener.controller.enqueue(bytes);
    }
  }

  #endAll(): void {
    for (const listener of [...this.#open]) this.#end(listener);
  }

  #end(listener: Listener): void {
    this.#forget(listener);
    listener.controller.close();
  }

  #forget(listener: Listener): void {
    this.#open.delete(listener);
    if (this.#open.size > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }
}
