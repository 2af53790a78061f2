import pg from "pg";
import type { Log } from "@/lib/platform/log";
import { hintChannel } from "@/lib/platform/stream/hints";
import { runtimeOptions } from "./prisma";

const connectTimeoutMs = 5_000;
const reconnectMs = [250, 500, 1_000, 2_000, 5_000];

export interface HintListenerOptions {
  readonly databaseUrl: string;
  readonly log: Log;
  readonly onHint: (payload: string) => void;
  /** The connection was lost: hints may have been missed. It is being made again. */
  readonly onLost: () => void;
}

/** The one connection of this process that listens for hints. Lost ones are replaced until `close`. */
export class HintListener {
  readonly #options: HintListenerOptions;
  #client: pg.Client | null = null;
  #connecting: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #failures = 0;
  #isClosed = false;

  constructor(options: HintListenerOptions) {
    this.#options = options;
  }

  /** Resolves when hints are being heard; rejects when the database could not be reached this time. */
  ready(): Promise<void> {
    if (this.#client) return Promise.resolve();
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  /** Ask the server something, so that a connection that died without a word is noticed. */
  async probe(): Promise<void> {
    const client = this.#client;
    await client?.query("select 1").catch(() => this.#lose(client));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#retry) clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = null;
    await this.#connecting?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      options: runtimeOptions(5_000),
      query_timeout: 5_000,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      application_name: "signalbox hints",
    });
    client.on("error", () => this.#lose(client));
    client.on("end", () => this.#lose(client));
    client.on("notification", (message) => {
      if (message.payload) this.#options.onHint(message.payload);
    });
    try {
      await client.connect();
      await client.query(`listen ${hintChannel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      this.#retryLater();
      throw error;
    }
    if (this.#isClosed) return client.end();
    this.#failures = 0;
    this.#client = client;
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.end().catch(() => undefined);
    this.#options.log.warn("the connection that hears hints was lost");
    this.#options.onLost();
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#isClosed || this.#retry) return;
    const delayMs = reconnectMs[Math.min(this.#failures, reconnectMs.length - 1)] ?? 5_000;
    this.#failures += 1;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.ready().catch(() => undefined);
    }, delayMs);
    this.#retry.unref();
  }
}
