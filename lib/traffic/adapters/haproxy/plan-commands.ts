import { sharesOfWeights, weightsForShares } from "@/lib/traffic/domain/weights";
import type { SlotName, TrafficIntent } from "@/lib/traffic/port";
import { type RuntimeCommand, setServerState, setWeight, shutdownSessions } from "./runtime-command";
import { isInMaintenance, type ServerStats, takesTraffic } from "./server-stats";

export interface SplitPlanInput {
  readonly backend: string;
  readonly intent: TrafficIntent;
  /** The servers of each slot as HAProxy shows them now; at least one where the share is above 0. */
  readonly servers: Readonly<Record<SlotName, readonly ServerStats[]>>;
}

interface WeightChange {
  readonly slot: SlotName;
  readonly server: ServerStats;
  readonly weight: number;
}

export type SlotServers = Readonly<Record<SlotName, readonly ServerStats[]>>;

/**
 * The commands that turn what HAProxy shows into the intent, in an order in which the slot that gains traffic never
 * has more than its old or its new share and there is always a server with a weight: lower the gaining slot's weights,
 * raise the losing one's and then lower them, raise the gaining one's; open; lower what had to wait for that; close
 * last, and then cut the connections of what was closed.
 *
 * A single server in maintenance inside a slot that takes traffic is left there: somebody is working on it. Only a slot
 * of which every server is in maintenance counts as closed by us and is opened.
 */
export function planCommands({ backend, intent, servers }: SplitPlanInput): RuntimeCommand[] {
  const changes = plannedWeights(intent, servers);
  const opened = (["a", "b"] as const).filter(
    (slot) => !intent.closed.includes(slot) && servers[slot].every(isInMaintenance),
  );
  const { first, last } = orderedChanges(changes, gainingSlot(intent, servers));
  const weigh = ({ server, weight }: WeightChange): RuntimeCommand => setWeight(backend, server.server, weight);
  return [
    ...changes.filter(({ server }) => !takesTraffic(server)).map(weigh),
    ...first.map(weigh),
    ...opened.flatMap((slot) => servers[slot].map((server) => setServerState(backend, server.server, "ready"))),
    ...last.map(weigh),
    ...intent.closed.flatMap((slot) => servers[slot].map((server) => setServerState(backend, server.server, "maint"))),
    ...intent.closed.flatMap((slot) => servers[slot].map((server) => shutdownSessions(backend, server.server))),
  ];
}

/** The weight of every server: those that take traffic share the slot's part; the others get what a peer has. */
export function plannedWeights(intent: Pick<TrafficIntent, "sharePercent">, servers: SlotServers): WeightChange[] {
  const usable = { a: usableServers(servers.a), b: usableServers(servers.b) };
  const weights = weightsForShares(intent.sharePercent, { a: usable.a.length, b: usable.b.length });
  return (["a", "b"] as const).flatMap((slot) =>
    servers[slot].map((server) => {
      const position = Math.max(usable[slot].indexOf(server), 0);
      return { slot, server, weight: weights[slot][position] ?? 0 };
    }),
  );
}

/** Those that take traffic; when none does, all, so that the split is right as soon as they are back. */
function usableServers(servers: readonly ServerStats[]): readonly ServerStats[] {
  const usable = servers.filter(takesTraffic);
  return usable.length > 0 ? usable : servers;
}

function gainingSlot(intent: TrafficIntent, servers: SlotServers): SlotName {
  const live = (slot: SlotName): number[] => servers[slot].filter(takesTraffic).map((server) => server.weight);
  return intent.sharePercent.a > sharesOfWeights({ a: live("a"), b: live("b") }).a ? "a" : "b";
}

/** Changes of servers that take traffic now, in their order; `last` are those that would leave no weight anywhere. */
function orderedChanges(
  changes: readonly WeightChange[],
  gaining: SlotName,
): { first: readonly WeightChange[]; last: readonly WeightChange[] } {
  const live = changes.filter(({ server }) => takesTraffic(server));
  const isLowered = ({ server, weight }: WeightChange): boolean => weight < server.weight;
  const gains = live.filter(({ slot }) => slot === gaining);
  const loses = live.filter(({ slot }) => slot !== gaining);
  const inOrder = [
    ...gains.filter(isLowered),
    ...loses.filter((change) => !isLowered(change)),
    ...loses.filter(isLowered),
    ...gains.filter((change) => !isLowered(change)),
  ];
  let sum = live.reduce((total, { server }) => total + server.weight, 0);
  const first: WeightChange[] = [];
  const last: WeightChange[] = [];
  for (const change of inOrder) {
    const changed = sum - change.server.weight + change.weight;
    const leavesNothing = isLowered(change) && changed <= 0;
    (leavesNothing ? last : first).push(change);
    if (!leavesNothing) sum = changed;
  }
  return { first, last };
}
