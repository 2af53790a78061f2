import pg from "pg";
import type { Log } from "@/lib/platform/log";
import { runtimeOptions } from "./prisma";

export type LoopPool = pg.Pool;

/**
 * The control loop's own few connections: pages that use up the other pool cannot starve it. Every statement ends
 * within `deadlineMs` on both sides; a client-side deadline is needed too, because a server that stopped answering
 * never sends its own.
 */
export function createLoopPool(databaseUrl: string, log: Log, deadlineMs: number): LoopPool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 2,
    // A process that stops between two statements must not keep its locks: whoever takes its shards over needs them.
    options: `${runtimeOptions(deadlineMs)} -c idle_in_transaction_session_timeout=1000 -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3`,
    query_timeout: deadlineMs + 500,
    connectionTimeoutMillis: deadlineMs + 500,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: "signalbox control loop",
  });
  pool.on("error", (error) => log.warn({ err: error }, "an idle control-loop connection broke"));
  pool.on("connect", (client) => client.on("error", (error) => log.warn({ err: error }, "control-loop connection")));
  return pool;
}
