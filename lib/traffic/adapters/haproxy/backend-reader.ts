import { haproxyError } from "./failure";
import { type HaproxyConnection, runCommands } from "./runtime-client";
import { type RuntimeCommand, showInfo, showServers } from "./runtime-command";
import { parseIncarnation, parseServerStats, type ServerStats } from "./server-stats";

export interface BackendReading {
  /** Names one life of the HAProxy process. */
  readonly incarnation: string;
  /** All servers of the backend, those of no slot included. */
  readonly servers: readonly ServerStats[];
  /** Answers to the commands that were given in addition. */
  readonly more: readonly string[];
}

/** Read one backend and the identity of the process, on one connection. Throws AppError with a named reason. */
export async function readBackend(
  connection: HaproxyConnection,
  backend: string,
  signal: AbortSignal,
  also: readonly RuntimeCommand[] = [],
): Promise<BackendReading> {
  const commands = [showInfo(), showServers(backend), ...also];
  const [info = "", stats = "", ...more] = await runCommands(connection, commands, signal);
  if (/^No such proxy/m.test(stats)) throw backendUnknown(backend);
  if (stats.startsWith("Permission denied")) throw levelTooLow(connection.socket);
  const servers = parseServerStats(stats, backend);
  const incarnation = parseIncarnation(info);
  if (servers === null || incarnation === null) {
    throw haproxyError({
      code: "answer_garbled",
      detail: `${connection.socket} did not answer as HAProxy's runtime API does.`,
      remedy: "Check that this is HAProxy's runtime socket.",
    });
  }
  if (servers.length === 0) throw backendUnknown(backend);
  return { incarnation, servers, more };
}

export function backendUnknown(backend: string): Error {
  return haproxyError({
    code: "backend_unknown",
    detail: `HAProxy has no backend "${backend}" with servers in it.`,
    remedy: "Correct the name in the target, or add the backend to haproxy.cfg and reload.",
  });
}

export function levelTooLow(socket: string): Error {
  return haproxyError({
    code: "level_too_low",
    detail: `HAProxy's socket ${socket} does not allow changes.`,
    remedy: "Write `level admin` on its `stats socket` line and reload.",
  });
}
