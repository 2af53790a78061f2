import pg from "pg";
import type { Log } from "@/lib/platform/log";
import { runtimeOptions } from "./prisma";

export type LoopPool = pg.Pool;

/** What is special about the pool of one loop. */
export interface LoopPoolOptions {
  /** Names its connections in the server's list. */
  readonly name: string;
  readonly maxConnections: number;
  /** How long a transaction may do nothing before the server ends it. */
  readonly idleInTransactionMs: number;
}

const controlLoop: LoopPoolOptions = { name: "control loop", maxConnections: 2, idleInTransactionMs: 1_000 };

/** For the intake of signals: reading a batch may take a while between two statements. */
export const intakeLoop: LoopPoolOptions = { name: "intake", maxConnections: 2, idleInTransactionMs: 20_000 };

/**
 * The control loop's own few connections: pages that use up the other pool cannot starve it. Every statement ends
 * within `deadlineMs` on both sides; a client-side deadline is needed too, because a server that stopped answering
 * never sends its own.
 */
export function createLoopPool(
  databaseUrl: string,
  log: Log,
  deadlineMs: number,
  options: LoopPoolOptions = controlLoop,
): LoopPool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections,
    // A process that stops between two statements must not keep its locks: whoever takes its shards over needs them.
    options: `${runtimeOptions(deadlineMs)} -c idle_in_transaction_session_timeout=${options.idleInTransactionMs} -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3`,
    query_timeout: deadlineMs + 500,
    connectionTimeoutMillis: deadlineMs + 500,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: `signalbox ${options.name}`,
  });
  pool.on("error", (error) => log.warn({ err: error }, `an idle connection of the ${options.name} broke`));
  pool.on("connect", (client) =>
    client.on("error", (error) => log.warn({ err: error }, `connection of the ${options.name}`)),
  );
  return pool;
}
