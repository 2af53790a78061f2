import { AppError } from "@/lib/kernel/app-error";
import { HAPROXY_NAME_PATTERN } from "@/lib/traffic/contract";
import { SERVER_WEIGHT_MAX } from "@/lib/traffic/domain/weights";

/** One command of HAProxy's runtime API. Only this file makes them, from names that were checked. */
export type RuntimeCommand = string & { readonly __brand: "RuntimeCommand" };

/** All characters that any command made here consists of. */
export const COMMAND_PATTERN = /^[A-Za-z0-9_.:/ -]+$/;

/** Facts about the process: its id and start time among them. */
export function showInfo(): RuntimeCommand {
  return "show info" as RuntimeCommand;
}

/** Statistics of all servers of one backend, as CSV. */
export function showServers(backend: string): RuntimeCommand {
  return `show stat ${checkedName(backend, "backend")} 4 -1` as RuntimeCommand;
}

/** Set the absolute weight (0 to 256) of a server. */
export function setWeight(backend: string, server: string, weight: number): RuntimeCommand {
  if (!Number.isInteger(weight) || weight < 0 || weight > SERVER_WEIGHT_MAX) {
    throw new AppError("invalid_input", {
      detail: `${weight} is not a weight: HAProxy takes whole numbers from 0 to ${SERVER_WEIGHT_MAX}.`,
    });
  }
  return `set weight ${path(backend, server)} ${weight}` as RuntimeCommand;
}

/** Take a server out of traffic altogether (`maint`), or back (`ready`). */
export function setServerState(backend: string, server: string, state: "maint" | "ready"): RuntimeCommand {
  return `set server ${path(backend, server)} state ${state}` as RuntimeCommand;
}

/** Cut every connection that a server serves at this moment. */
export function shutdownSessions(backend: string, server: string): RuntimeCommand {
  return `shutdown sessions server ${path(backend, server)}` as RuntimeCommand;
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
