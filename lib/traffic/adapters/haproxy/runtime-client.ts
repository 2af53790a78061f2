import { createConnection, type Socket } from "node:net";
import { assert } from "@/lib/kernel/assert";
import { afterPeersTime } from "@/lib/platform/timers";
import { parseSocketAddress, type SocketAddress } from "@/lib/traffic/contract";
import { describeAddress, haproxyError, socketError } from "./failure";
import { COMMAND_PATTERN, type RuntimeCommand } from "./runtime-command";

/** Measured answers take below a millisecond; a hanging proxy must not hold up a rollback. */
const DEADLINE_MS = 800;
/** 100 servers make about 40 KB of statistics. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
/** HAProxy reads a command line into one buffer of 16 KB by default. */
const LINE_BYTES_MAX = 8_000;

export interface HaproxyConnection {
  /** Absolute path of a Unix socket, or host:port. */
  readonly socket: string;
  /** How long one connection may take in all; 800 ms by default. */
  readonly deadlineMs?: number;
}

/**
 * Run commands in order and return the answer of each (without its trailing newline, empty for "done").
 *
 * All commands go out as one line on one short connection, because HAProxy runs such a line without letting go of it
 * and because idle connections use up the few slots of its CLI. Only a line above 8 KB is split over connections.
 * A command that fails does not keep the following from running: callers must read the answers.
 *
 * Throws AppError `upstream_failed` or `upstream_timeout` with a named reason; after that, what was done is unknown.
 */
export async function runCommands(
  connection: HaproxyConnection,
  commands: readonly RuntimeCommand[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  for (const command of commands) assert(COMMAND_PATTERN.test(command), "a command has no separators in it");
  const address = parseSocketAddress(connection.socket);
  assert(address !== null, "the socket address was checked when it was configured");
  const answers: string[] = [];
  for (const batch of batches(commands)) {
    const text = await exchange(address, `${batch.join(";")}\n`, connection.deadlineMs ?? DEADLINE_MS, signal);
    answers.push(...splitAnswers(text, batch.length, address));
  }
  return answers;
}

function batches(commands: readonly RuntimeCommand[]): RuntimeCommand[][] {
  const all: RuntimeCommand[][] = [];
  let current: RuntimeCommand[] = [];
  let bytes = 0;
  for (const command of commands) {
    if (current.length > 0 && bytes + command.length + 1 > LINE_BYTES_MAX) {
      all.push(current);
      current = [];
      bytes = 0;
    }
    current.push(command);
    bytes += command.length + 1;
  }
  if (current.length > 0) all.push(current);
  return all;
}

/** Send one line, read until HAProxy closes the connection. */
function exchange(address: SocketAddress, line: string, deadlineMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortedError(address));
      return;
    }
    const socket: Socket = createConnection(
      address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port },
    );
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (finish: () => void): void => {
      cancel();
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      finish();
    };
    const onAbort = (): void => settle(() => reject(abortedError(address)));
    const cancel = afterPeersTime(deadlineMs, () => settle(() => reject(silenceError(address, deadlineMs))));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("connect", () => socket.write(line));
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) settle(() => reject(tooLargeError(address)));
    });
    socket.on("end", () => settle(() => resolve(Buffer.concat(chunks).toString("utf8"))));
    socket.on("error", (error) => settle(() => reject(socketError(address, error))));
  });
}

/** Every answer ends with an empty line; "done" is nothing but that line. */
function splitAnswers(text: string, expected: number, address: SocketAddress): string[] {
  const answers: string[] = [];
  let lines: string[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    if (line === "") {
      answers.push(lines.join("\n"));
      lines = [];
    } else {
      lines.push(line);
    }
  }
  if (answers.length === expected && lines.length === 0) return answers;
  throw haproxyError({
    code: "answer_garbled",
    detail: `${describeAddress(address)} answered ${answers.length} of ${expected} commands and then closed.`,
    remedy: "Check that this is HAProxy's runtime socket and not another one; it may also have been stopping.",
  });
}

function abortedError(address: SocketAddress): Error {
  return haproxyError({
    code: "aborted",
    detail: `The exchange with ${describeAddress(address)} was given up.`,
    remedy: "It will be tried again.",
  });
}

function silenceError(address: SocketAddress, deadlineMs: number): Error {
  return haproxyError({
    code: "no_answer",
    detail: `HAProxy did not answer at ${describeAddress(address)} within ${deadlineMs} ms.`,
    remedy: "It hangs, or idle sessions use up its CLI: set `stats maxconn 100` in its `global` section.",
  });
}

function tooLargeError(address: SocketAddress): Error {
  return haproxyError({
    code: "answer_too_large",
    detail: `${describeAddress(address)} answered more than ${ANSWER_BYTES_MAX} bytes.`,
    remedy: "Check that this is HAProxy's runtime socket.",
  });
}
