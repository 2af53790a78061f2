import pg from "pg";
import type { Log } from "@/lib/platform/log";
import { runtimeOptions } from "./prisma";

/** One connection of its own, for what lives as long as a session does. Statements on it never wait for others. */
export interface LoopSession {
  /** Rows of one statement; ends within the deadline of the session, or throws. */
  query<Row>(text: string, values: readonly unknown[]): Promise<Row[]>;
  /** Run a `listen` and call this for each notice. Notices may be lost: they are hints only. */
  listen(statement: string, onNotice: () => void): Promise<void>;
  end(): Promise<void>;
}

export interface LoopSessionOptions {
  readonly databaseUrl: string;
  readonly name: string;
  readonly deadlineMs: number;
  readonly log: Log;
  /** The connection broke by itself. */
  onBreak(): void;
}

/**
 * Open a session. The server notices a dead peer within seconds (keep-alives of one second), so that what hangs on the
 * session, such as advisory locks, ends soon after the process or its network does.
 */
export async function openLoopSession(given: LoopSessionOptions): Promise<LoopSession> {
  const client = new pg.Client({
    connectionString: given.databaseUrl,
    query_timeout: given.deadlineMs,
    connectionTimeoutMillis: given.deadlineMs,
    keepAlive: true,
    options: `${runtimeOptions(given.deadlineMs)} -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3`,
    application_name: given.name,
  });
  client.on("error", (error) => {
    given.log.warn({ err: error, session: given.name }, "a session of the control loop broke");
    given.onBreak();
  });
  await client.connect();
  return {
    async query<Row>(text: string, values: readonly unknown[]) {
      return (await client.query(text, [...values])).rows as Row[];
    },
    async listen(statement, onNotice) {
      client.on("notification", onNotice);
      await client.query(statement);
    },
    end: () => client.end(),
  };
}
