import pg from "pg";
import type { Clock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import { loopLimits } from "./loop-parts";

/** Class of the advisory lock; any constant will do, as long as it stays. */
const lockClass = 77;
const lockId = 1;

/** One worker at a time runs the control loop; the others stand by. */
export interface LoopOwnership {
  /** Held at the last probe, and probed recently enough to be believed. */
  isOwned(): boolean;
  stop(): Promise<void>;
}

/**
 * Hold a session advisory lock for as long as this process lives. A crash frees it at once, because the lock ends with
 * the connection; a lost connection makes `isOwned` false before anybody else can hold it for long.
 */
export function keepOwnership(given: { databaseUrl: string; clock: Clock; log: Log }): LoopOwnership {
  let client: pg.Client | null = null;
  let owned = false;
  let confirmedAtMs = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function drop(why: string): void {
    if (owned) given.log.warn({ why }, "this worker no longer holds the control loop");
    owned = false;
    const old = client;
    client = null;
    old?.end().catch(() => undefined);
  }

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({
      connectionString: given.databaseUrl,
      query_timeout: 1_500,
      connectionTimeoutMillis: 1_500,
      keepAlive: true,
      options: "-c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3",
      application_name: "signalbox loop ownership",
    });
    next.on("error", (error) => drop(error.message));
    await next.connect();
    return next;
  }

  async function probe(): Promise<void> {
    const sentAtMs = given.clock.monotonicMs();
    client ??= await connect();
    if (owned) {
      await client.query("select 1");
    } else {
      const answer = await client.query("select pg_try_advisory_lock($1, $2) as locked", [lockClass, lockId]);
      owned = answer.rows[0]?.locked === true;
      if (owned) given.log.info("this worker holds the control loop");
    }
    confirmedAtMs = sentAtMs;
  }

  async function run(): Promise<void> {
    if (stopped) return;
    await probe().catch((error: Error) => drop(error.message));
    if (!stopped) timer = setTimeout(run, owned ? loopLimits.ownershipProbeMs : 100);
  }

  void run();
  return {
    isOwned: () => owned && given.clock.monotonicMs() - confirmedAtMs < loopLimits.ownershipTrustMs,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const old = client;
      client = null;
      owned = false;
      await old?.end().catch(() => undefined);
    },
  };
}
