import { AppError } from "@/lib/kernel/app-error";
import { assert } from "@/lib/kernel/assert";
import { FENCE_TOKEN_PATTERN, HAPROXY_NAME_PATTERN } from "@/lib/traffic/contract";
import { SERVER_WEIGHT_MAX } from "@/lib/traffic/domain/weights";

/** One command of HAProxy's runtime API. Only this file makes them, from names that were checked. */
export type RuntimeCommand = string & { readonly __brand: "RuntimeCommand" };

/** All characters that any command made here consists of. */
export const COMMAND_PATTERN = /^[A-Za-z0-9_.:/ ~+=,-]+$/;

/** Facts about the process: its id and start time among them. */
export function showInfo(): RuntimeCommand {
  return "show info" as RuntimeCommand;
}

/** Configured weights and administrative states of all servers of one backend. */
export function showServersState(backend: string): RuntimeCommand {
  return `show servers state ${checkedName(backend, "backend")}` as RuntimeCommand;
}

/** Statistics of all servers of one backend, as CSV. */
export function showServers(backend: string): RuntimeCommand {
  return `show stat ${checkedName(backend, "backend")} 4 -1` as RuntimeCommand;
}

/** Set the absolute weight (0 to 256) of a server. */
export function setWeight(backend: string, server: string, weight: number): RuntimeCommand {
  return `set weight ${path(backend, server)} ${checkedWeight(weight)}` as RuntimeCommand;
}

/** Take a server out of traffic altogether (`maint`), or back (`ready`). */
export function setServerState(backend: string, server: string, state: "maint" | "ready"): RuntimeCommand {
  return `set server ${path(backend, server)} state ${state}` as RuntimeCommand;
}

/** Cut every connection that a server serves at this moment. */
export function shutdownSessions(backend: string, server: string): RuntimeCommand {
  return `shutdown sessions server ${path(backend, server)}` as RuntimeCommand;
}

export interface FencedServer {
  readonly server: string;
  readonly weight: number;
  readonly safeWeight: number;
  readonly state: "ready" | "maint";
  readonly safeState: "ready" | "maint";
}

export interface FencedSplit {
  readonly token: string;
  readonly term: number;
  readonly epoch: number;
  readonly backend: string;
  /** 0: no hold. */
  readonly ttlMs: number;
  readonly slots: readonly (readonly FencedServer[])[];
}

/** The whole split through deploy/haproxy/signalbox.lua, which refuses it when it accepted a newer one. */
export function fencedApply({ token, term, epoch, backend, ttlMs, slots }: FencedSplit): RuntimeCommand {
  for (const number of [term, epoch, ttlMs])
    assert(Number.isSafeInteger(number) && number >= 0, "a fence compares whole numbers");
  const groups = slots.filter((servers) => servers.length > 0).map((servers) => servers.map(assignment).join(","));
  const who = `${checkedToken(token)} ${term} ${epoch} ${checkedName(backend, "backend")}`;
  return `signalbox apply ${who} ${ttlMs} ${groups.join(" ")}` as RuntimeCommand;
}

/** Have deploy/haproxy/signalbox.lua refuse writes of earlier terms; it answers as to `fencedApply`. */
export function fenceClaim(token: string, backend: string, term: number): RuntimeCommand {
  assert(Number.isSafeInteger(term) && term >= 0, "a fence compares whole numbers");
  return `signalbox claim ${checkedToken(token)} ${term} ${checkedName(backend, "backend")}` as RuntimeCommand;
}

/** What deploy/haproxy/signalbox.lua accepted last for a backend, and its hold. */
export function fenceState(token: string, backend: string): RuntimeCommand {
  return `signalbox state ${checkedToken(token)} ${checkedName(backend, "backend")}` as RuntimeCommand;
}

function assignment({ server, weight, safeWeight, state, safeState }: FencedServer): string {
  return `${checkedName(server, "server")}=${checkedWeight(weight)}:${checkedWeight(safeWeight)}:${state}:${safeState}`;
}

function checkedToken(token: string): string {
  assert(FENCE_TOKEN_PATTERN.test(token), "the fence token was checked when it was stored");
  return token;
}

function checkedWeight(weight: number): number {
  if (Number.isInteger(weight) && weight >= 0 && weight <= SERVER_WEIGHT_MAX) return weight;
  throw new AppError("invalid_input", {
    detail: `${weight} is not a weight: HAProxy takes whole numbers from 0 to ${SERVER_WEIGHT_MAX}.`,
  });
}

function path(backend: string, server: string): string {
  return `${checkedName(backend, "backend")}/${checkedName(server, "server")}`;
}

function checkedName(name: string, field: "backend" | "server"): string {
  if (HAPROXY_NAME_PATTERN.test(name)) return name;
  throw new AppError("invalid_input", {
    detail: `${JSON.stringify(name.slice(0, 80))} cannot be the name of a HAProxy ${field}.`,
    reasons: [
      {
        code: "name_refused",
        message: "The name has characters that HAProxy's runtime API does not take.",
        field,
        remedy: "Use letters, digits and . _ : - only.",
      },
    ],
  });
}
