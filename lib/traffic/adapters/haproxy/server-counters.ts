import { assert } from "@/lib/kernel/assert";
import type { SeriesCounts } from "@/lib/telemetry/port";
import { type HaproxyTargetConfig, haproxySockets } from "@/lib/traffic/contract";
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
 * `<server>@<incarnation>`: after a reload, which sets counters to zero, they are new series. In a fleet every process has
 * series of its own, `<server>@<incarnation>@<socket>`, and one that cannot be read fails it all: fewer would look like less. Throws AppError.
 */
export async function readServerCounters(
  { config, deadlineMs }: ServerCountersOptions,
  signal: AbortSignal,
): Promise<SlotSeries> {
  const sockets = haproxySockets(config);
  const [first, ...others] = await Promise.all(
    sockets.map((socket) => readProcess({ config: { ...config, socket }, deadlineMs }, signal)),
  );
  assert(first !== undefined, "a target has a socket");
  if (others.length === 0) return first;
  const ofAll = (slot: SlotName): SeriesCounts[] =>
    [first, ...others].flatMap((series, index) =>
      // Processes in containers may have the same number and the same second of start.
      series[slot].map((one) => ({ ...one, id: `${one.id}@${sockets[index]}` })),
    );
  return { a: ofAll("a"), b: ofAll("b") };
}

type SlotSeries = Readonly<Record<SlotName, readonly SeriesCounts[]>>;

async function readProcess({ config, deadlineMs }: ServerCountersOptions, signal: AbortSignal): Promise<SlotSeries> {
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
