import type { Instant } from "@/lib/kernel/instant";
import type { HaproxyTargetConfig } from "@/lib/traffic/contract";
import { onlyLowersExposure } from "@/lib/traffic/domain/safe-direction";
import { sharesOfWeights } from "@/lib/traffic/domain/weights";
import type {
  SlotName,
  SlotObservation,
  TargetAdvice,
  TrafficIntent,
  TrafficObservation,
  TrafficTarget,
  WriteGuard,
} from "@/lib/traffic/port";
import { fencedError } from "../fenced-error";
import { adviceOf } from "./advice";
import { backendUnknown, levelTooLow, readBackend } from "./backend-reader";
import { haproxyError } from "./failure";
import { fencedWrite, fenceFailure, readFence, readOutcome } from "./fence";
import { planCommands, type SlotServers } from "./plan-commands";
import { runCommands } from "./runtime-client";
import { fenceClaim, fenceState, type RuntimeCommand, showServersState } from "./runtime-command";
import { isInMaintenance, type ServerStats, takesTraffic } from "./server-stats";

export interface HaproxyTargetOptions {
  readonly config: HaproxyTargetConfig;
  /** Token of deploy/haproxy/signalbox.lua; null where HAProxy runs without it and cannot fence. */
  readonly fenceToken: string | null;
  readonly now: () => Instant;
  /** How long one connection to the runtime socket may take; 800 ms by default. */
  readonly deadlineMs?: number;
}

/**
 * A backend of HAProxy, steered through the runtime API. It holds no connection between calls. With a fence token every
 * write goes through HAProxy's fence, which refuses older ones and keeps the hold.
 *
 * HAProxy forgets run-time weights, the accepted pair and the hold on reload; `incarnation` changes then, and the split
 * shows as configured.
 */
export function createHaproxyTarget({ config, fenceToken, now, deadlineMs }: HaproxyTargetOptions): TrafficTarget {
  const connection = { socket: config.socket, deadlineMs };
  const askFence = fenceToken === null ? [] : [fenceState(fenceToken, config.backend)];

  async function applyPlainly(intent: TrafficIntent, servers: SlotServers, signal: AbortSignal): Promise<void> {
    const commands = planCommands({ backend: config.backend, intent, servers });
    const answers = await runCommands(connection, commands, signal);
    refuseBadAnswers(config, commands, answers);
  }

  /** False when there is no fence in force for us, and the intent may go without. */
  async function applyFenced(write: SplitWrite, token: string, signal: AbortSignal): Promise<boolean> {
    const command = fencedWrite({ ...write, token, backend: config.backend });
    const [answer = ""] = await runCommands(connection, [command], signal);
    const outcome = readOutcome(answer, config.socket);
    if (outcome.kind === "accepted") return true;
    if (outcome.kind === "fenced") throw fencedError(`HAProxy at ${config.socket}`, outcome.accepted);
    if (outcome.kind === "failed") throw fenceFailure(outcome.answer, config.backend);
    // Taking a version out must not wait for a file to be installed; giving it more traffic can.
    const { intent, guard, shown } = write;
    if (!onlyLowersExposure(shown, intent, guard.hold?.safe ?? null)) throw haproxyError(outcome.failure);
    return false;
  }

  /** No more than the fence: without one there is nothing to claim. */
  async function claimWith(token: string, term: number, signal: AbortSignal): Promise<void> {
    const [answer = ""] = await runCommands(connection, [fenceClaim(token, config.backend, term)], signal);
    const outcome = readOutcome(answer, config.socket);
    if (outcome.kind === "fenced") throw fencedError(`HAProxy at ${config.socket}`, outcome.accepted);
    if (outcome.kind === "absent") throw haproxyError(outcome.failure);
    if (outcome.kind === "failed") throw fenceFailure(outcome.answer, config.backend);
  }

  return {
    ...(fenceToken !== null && {
      claim: (term: number, signal: AbortSignal) => claimWith(fenceToken, term, signal),
    }),
    async observe(signal): Promise<TrafficObservation> {
      const { incarnation, servers, more } = await readBackend(connection, config.backend, signal, askFence);
      const slots = slotServers(config, servers);
      refuseUnknownServers(config, servers);
      const shares = observedShares(slots, servers);
      const fence = readFence(more[0] ?? "");
      return {
        observedAt: now(),
        slots: { a: observeSlot(slots.a, shares.a), b: observeSlot(slots.b, shares.b) },
        incarnation,
        fence: fence === null ? "none" : "native",
        accepted: fence?.accepted ?? null,
        hold: fence?.hold ?? null,
      };
    },
    async apply(intent, guard, signal): Promise<void> {
      const { servers } = await readBackend(connection, config.backend, signal);
      const slots = slotServers(config, servers);
      refuseEmptySlots(config, intent, slots);
      if (guard.hold !== null) refuseEmptySlots(config, guard.hold.safe, slots);
      const write = { intent, guard, servers: slots, shown: observedShares(slots, servers) };
      const isDone = fenceToken !== null && (await applyFenced(write, fenceToken, signal));
      if (!isDone) await applyPlainly(intent, slots, signal);
      // Last, so that a server missing from haproxy.cfg never keeps the other servers from leaving traffic.
      refuseUnknownServers(config, servers);
    },
    async advise(liveSlot, signal): Promise<readonly TargetAdvice[]> {
      const also = [showServersState(config.backend), ...askFence];
      const { more } = await readBackend(connection, config.backend, signal, also);
      return adviceOf({ config, liveSlot, serversState: more[0] ?? "", fence: more[1] ?? null });
    },
    async close(): Promise<void> {},
  };
}

interface SplitWrite {
  readonly intent: TrafficIntent;
  readonly guard: WriteGuard;
  readonly servers: SlotServers;
  /** Shares that HAProxy shows now. */
  readonly shown: Readonly<Record<SlotName, number>>;
}

/** The servers of each slot that HAProxy knows, in the order of the configuration. */
export function slotServers(
  config: HaproxyTargetConfig,
  servers: readonly ServerStats[],
): Readonly<Record<SlotName, readonly ServerStats[]>> {
  const byName = new Map(servers.map((server) => [server.server, server]));
  const pick = (slot: SlotName): ServerStats[] => config.slots[slot].flatMap((name) => byName.get(name) ?? []);
  return { a: pick("a"), b: pick("b") };
}

/** Throw when a configured server is not in the backend, or is one that only stands in for others. */
export function refuseUnknownServers(config: HaproxyTargetConfig, servers: readonly ServerStats[]): void {
  const named = [...config.slots.a, ...config.slots.b];
  const known = new Set(servers.map((server) => server.server));
  const unknown = named.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw haproxyError({
      code: "server_unknown",
      detail: `HAProxy's backend "${config.backend}" has no server ${unknown.join(", ")}.`,
      remedy: `Correct the names in the target, or add the servers to haproxy.cfg; it has ${[...known].join(", ")}.`,
    });
  }
  const backup = servers.find((server) => server.isBackup && named.includes(server.server));
  if (backup === undefined) return;
  throw haproxyError({
    code: "server_is_backup",
    detail: `Server ${backup.server} of "${config.backend}" is a backup server and gets no share of traffic.`,
    remedy: "Take the word `backup` off its line in haproxy.cfg and reload.",
  });
}

/** Shares of all weight that takes traffic; a server that belongs to no slot takes its part from both. */
function observedShares(
  slots: Readonly<Record<SlotName, readonly ServerStats[]>>,
  servers: readonly ServerStats[],
): Readonly<Record<SlotName, number>> {
  const live = (some: readonly ServerStats[]): number[] => some.filter(takesTraffic).map((server) => server.weight);
  const own = new Set([...slots.a, ...slots.b]);
  const foreign = live(servers.filter((server) => !own.has(server) && !server.isBackup));
  const ofSlot = (slot: SlotName, other: SlotName): number =>
    sharesOfWeights({ a: live(slots[slot]), b: [...live(slots[other]), ...foreign] }).a;
  return { a: ofSlot("a", "b"), b: ofSlot("b", "a") };
}

function observeSlot(servers: readonly ServerStats[], sharePercent: number): SlotObservation {
  return {
    sharePercent,
    serversTotal: servers.length,
    serversUp: servers.some((server) => server.isChecked)
      ? servers.filter((server) => server.isChecked && takesTraffic(server)).length
      : null,
    closed: servers.every(isInMaintenance),
  };
}

function refuseEmptySlots(
  config: HaproxyTargetConfig,
  intent: Pick<TrafficIntent, "sharePercent">,
  slots: Readonly<Record<SlotName, readonly ServerStats[]>>,
): void {
  for (const slot of ["a", "b"] as const) {
    if (intent.sharePercent[slot] === 0 || slots[slot].length > 0) continue;
    throw haproxyError({
      code: "server_unknown",
      detail: `Slot ${slot} should get ${intent.sharePercent[slot]} %, but HAProxy's backend "${config.backend}" has none of its servers (${config.slots[slot].join(", ")}).`,
      remedy: "Correct the names in the target, or add the servers to haproxy.cfg and reload.",
    });
  }
}

function refuseBadAnswers(
  config: HaproxyTargetConfig,
  commands: readonly RuntimeCommand[],
  answers: readonly string[],
): void {
  const index = answers.findIndex((answer) => answer !== "");
  if (index < 0) return;
  const answer = answers[index] ?? "";
  if (answer.startsWith("Permission denied")) throw levelTooLow(config.socket);
  if (answer.startsWith("No such backend")) throw backendUnknown(config.backend);
  if (answer.includes("static LB algorithm")) {
    throw haproxyError({
      code: "static_algorithm",
      detail: `Backend "${config.backend}" balances with an algorithm that cannot take weights at run time.`,
      remedy: "Use `balance roundrobin`, `leastconn` or `random` there, or `hash-type consistent`, and reload.",
    });
  }
  throw haproxyError({
    code: "command_refused",
    detail: `HAProxy refused "${commands[index]}": ${answer.slice(0, 200)}.`,
    remedy: "Check the backend in haproxy.cfg.",
  });
}
