import type { SeriesCounts } from "@/lib/telemetry/port";
import type { HaproxyTargetConfig } from "@/lib/traffic/contract";
import type { SlotName } from "@/lib/traffic/port";
import { readBackend } from "./backend-reader";
import { refuseUnknownServers, slotServers } from "./haproxy-target";
import type { ServerStats } from "./server-stats";

export interface ServerCountersOptions {
  readonly config: HaproxyTargetConfig;
  readonly deadlineMs?: number;
}

/**
 * Requests and errors of every server of both slots since HAProxy started. The id of a series is
 * `<server>@<incarnation>`: after a reload, which sets counters to zero, they are new series. Throws AppError.
 */
export async function readServerCounters(
  { config, deadlineMs }: ServerCountersOptions,
  signal: AbortSignal,
): Promise<Readonly<Record<SlotName, readonly SeriesCounts[]>>> {
  const { incarnation, servers } = await readBackend({ socket: config.socket, deadlineMs }, config.backend, signal);
  refuseUnknownServers(config, servers);
  const slots = slotServers(config, servers);
  const series = (slot: SlotName): SeriesCounts[] =>
    slots[slot].map((server) => ({ id: `${server.server}@${incarnation}`, ...countsOf(server), latencyBuckets: null }));
  return { a: series("a"), b: series("b") };
}

/**
 * A server failed a request when it answered 5xx, could not be connected to after all retries (`econ`), broke off or
 * kept silent (`eresp`), or when another server had to take the request over (`wredis`: the user was spared, the
 * server was not there all the same). Retries that succeeded on the same server (`wretr`) are no errors, 1xx answers no
 * requests. Seen on 2.6: a connection reset after the request adds 2 to `eresp`, and a body that breaks off counts as
 * answered and as failed; both weigh on a server that fails, never on one that does not. All terms only grow, so the
 * sums do.
 */
export function countsOf(server: ServerStats): { readonly requests: number; readonly errors: number } {
  const unanswered = server.connectErrors + server.responseErrors + server.redispatched;
  return {
    requests: server.answered + server.answered5xx + unanswered,
    errors: server.answered5xx + unanswered,
  };
}
