import type { AcceptedPair, HoldObservation, TrafficIntent, WriteGuard } from "@/lib/traffic/port";
import { type HaproxyFailure, haproxyError } from "./failure";
import { plannedWeights, type SlotServers } from "./plan-commands";
import { type FencedSplit, fencedApply, type RuntimeCommand } from "./runtime-command";

/** What deploy/haproxy/signalbox.lua said to a write. */
export type FenceOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "fenced"; readonly accepted: AcceptedPair }
  /** There is no fence in force for us: not installed, its token is another, or it does not see all servers. */
  | { readonly kind: "absent"; readonly failure: HaproxyFailure }
  | { readonly kind: "failed"; readonly answer: string };

export interface FenceReading {
  readonly accepted: AcceptedPair | null;
  readonly hold: HoldObservation | null;
}

export interface FencedWrite {
  readonly token: string;
  readonly backend: string;
  readonly intent: TrafficIntent;
  readonly guard: WriteGuard;
  /** The servers of each slot as HAProxy shows them now. */
  readonly servers: SlotServers;
}

/** One command that sets the whole split and leaves the safe one for the hold. Without a hold, safe is what is set. */
export function fencedWrite({ token, backend, intent, guard, servers }: FencedWrite): RuntimeCommand {
  const safe = guard.hold?.safe ?? intent;
  const safeWeights = new Map(plannedWeights(safe, servers).map(({ server, weight }) => [server.server, weight]));
  const wanted = plannedWeights(intent, servers);
  const slots: FencedSplit["slots"] = (["a", "b"] as const).map((slot) =>
    wanted
      .filter((change) => change.slot === slot)
      .map(({ server, weight }) => ({
        server: server.server,
        weight,
        safeWeight: safeWeights.get(server.server) ?? 0,
        state: intent.closed.includes(slot) ? "maint" : "ready",
        safeState: safe.closed.includes(slot) ? "maint" : "ready",
      })),
  );
  return fencedApply({ token, backend, slots, term: guard.term, epoch: intent.epoch, ttlMs: guard.hold?.ttlMs ?? 0 });
}

/** Read the answer to `fencedWrite`. */
export function readOutcome(answer: string, socket: string): FenceOutcome {
  if (/^ok \d+ \d+$/.test(answer)) return { kind: "accepted" };
  const newer = /^refused fenced (\d+) (\d+)$/.exec(answer);
  if (newer !== null) return { kind: "fenced", accepted: { term: Number(newer[1]), epoch: Number(newer[2]) } };
  const failure = absence(answer, socket);
  return failure === null ? { kind: "failed", answer } : { kind: "absent", failure };
}

/** Read the answer to `fenceState`; null when there is no fence in force for us. */
export function readFence(answer: string): FenceReading | null {
  if (answer === "ok none") return { accepted: null, hold: null };
  const [, term, epoch, kind, left] = /^ok (\d+) (\d+) (fired|unheld|held)(?: (\d+))?$/.exec(answer) ?? [];
  if (kind === undefined) return null;
  const hold = kind === "unheld" ? null : { remainingMs: Number(left ?? 0), fired: kind === "fired" };
  return { accepted: { term: Number(term), epoch: Number(epoch) }, hold };
}

/** Why there is no fence in force for us; null when there is one. */
export function absence(answer: string, socket: string): HaproxyFailure | null {
  if (answer.startsWith("Unknown command")) {
    return {
      code: "fence_missing",
      detail: `HAProxy at ${socket} does not know the command "signalbox", so it cannot refuse a replaced worker.`,
      remedy: "Load signalbox.lua with `lua-load` in its `global` section and reload, or remove the fence token here.",
    };
  }
  if (answer.startsWith("refused unknown_server ")) {
    return {
      code: "server_unknown",
      detail: `HAProxy's fence does not see the server ${answer.slice("refused unknown_server ".length, 100)}.`,
      remedy: "Write the server into haproxy.cfg: Lua sees none that were added at run time.",
    };
  }
  if (answer !== "refused token") return null;
  return {
    code: "fence_token_refused",
    detail: `HAProxy at ${socket} has another fence token than this target.`,
    remedy: "Store the value of its SIGNALBOX_FENCE_TOKEN as the target's fence token.",
  };
}

/** What is wrong when HAProxy did not do a write that was not too old. */
export function fenceFailure(answer: string, backend: string): Error {
  if (answer === "failed weights_refused") {
    return haproxyError({
      code: "static_algorithm",
      detail: `HAProxy did not take every weight of backend "${backend}".`,
      remedy: "Use `balance roundrobin`, `leastconn` or `random` there, or `hash-type consistent`, and reload.",
    });
  }
  return haproxyError({
    code: "command_refused",
    detail: `HAProxy's fence answered ${JSON.stringify(answer.slice(0, 200))}.`,
    remedy: "Load the signalbox.lua of this version, and look at HAProxy's log.",
  });
}
