import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { HaproxyTargetConfig } from "@/lib/traffic/contract";
import { until } from "./until";

export interface HaproxyOptions {
  /** Ports of the servers of each slot on 127.0.0.1; they are named a1, a2 … b1, b2 … */
  readonly slots: { readonly a: readonly number[]; readonly b: readonly number[] };
  /** Users stay with the server of their first answer. */
  readonly cookie?: boolean;
  readonly balance?: string;
  /** Health checks on `/healthz` at this interval. */
  readonly checkIntervalMs?: number;
  readonly socketLevel?: "admin" | "operator" | "user";
  /** More lines for the backend. */
  readonly backendLines?: readonly string[];
  /** More lines for the `global` section. */
  readonly globalLines?: readonly string[];
  /** 2 by default. */
  readonly threads?: number;
  /** Without the fence that every other one has. */
  readonly unfenced?: boolean;
}

export interface RunningHaproxy {
  readonly url: string;
  /** Unix socket of the runtime API. */
  readonly socket: string;
  /** The same over TCP, as host:port. */
  readonly tcpSocket: string;
  readonly target: HaproxyTargetConfig;
  /** What its processes wrote so far. */
  output(): string;
  /** Run one line by hand, as a person with socat would. */
  command(line: string): Promise<string>;
  /** Start a new process on the same configuration that takes over with `-sf`; run-time weights are forgotten. */
  reload(): Promise<void>;
  /** Process id of the HAProxy that answers now. */
  pid(): Promise<number>;
  close(): Promise<void>;
}

const BACKEND = "shop";

/** The fence that the product brings for HAProxy. */
export const fenceScript = path.resolve("deploy/haproxy/signalbox.lua");

/** What the fence of every HAProxy here asks for. */
export const fenceToken = "fence+token/of_the~tests.0123456789=";

/** A real HAProxy on loopback with one backend of two slots, all traffic on slot a. Close it. */
export async function startHaproxy(options: HaproxyOptions): Promise<RunningHaproxy> {
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-hap-"));
  const socket = path.join(folder, "run.sock");
  const [port, socketPort] = await freePorts(2);
  const configPath = path.join(folder, "haproxy.cfg");
  await writeFile(configPath, configText(options, socket, port!, socketPort!));
  const children: ChildProcess[] = [];
  let written = "";
  const command = (line: string): Promise<string> => runLine(socket, line);
  const pid = async (): Promise<number> => Number(/^Pid: (\d+)$/m.exec(await command("show info"))?.[1]);

  const start = async (...more: string[]): Promise<void> => {
    const [program, ...args] = boundToUs([haproxyPath(), "-db", "-f", configPath, ...more]);
    const env = { ...process.env, SIGNALBOX_FENCE_TOKEN: fenceToken, FENCE_SCRIPT: fenceScript };
    const child = spawn(program!, args, { stdio: ["ignore", "pipe", "pipe"], env });
    children.push(child);
    let output = "";
    child.stderr?.on("data", (chunk) => {
      output += chunk;
      written += chunk;
    });
    child.stdout?.resume();
    await until("HAProxy to answer", async () => {
      if (child.exitCode !== null) throw new Error(`HAProxy ended with ${child.exitCode}: ${output}`);
      return (await pid().catch(() => null)) === child.pid;
    });
  };
  await start();

  const names = (slot: "a" | "b"): string[] => options.slots[slot].map((_, index) => `${slot}${index + 1}`);
  return {
    url: `http://127.0.0.1:${port}`,
    socket,
    tcpSocket: `127.0.0.1:${socketPort}`,
    target: { kind: "haproxy", socket, backend: BACKEND, slots: { a: names("a"), b: names("b") } },
    output: () => written,
    command,
    pid,
    async reload(): Promise<void> {
      await start("-sf", String(children.at(-1)!.pid));
    },
    async close(): Promise<void> {
      await Promise.all(
        children.map((child) => {
          if (child.exitCode !== null || child.signalCode !== null) return undefined;
          const gone = new Promise((resolve) => child.once("exit", resolve));
          child.kill("SIGKILL");
          return gone;
        }),
      );
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ports that are free at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** On Linux the kernel ends HAProxy with the test's process, also when that one is killed and closes nothing. */
function boundToUs(command: readonly string[]): readonly string[] {
  return existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", ...command] : command;
}

/** The binary that tests run. */
export function haproxyPath(): string {
  return process.env.HAPROXY_PATH ?? "/usr/sbin/haproxy";
}

function configText(options: HaproxyOptions, socket: string, port: number, socketPort: number): string {
  const level = options.socketLevel ?? "admin";
  const check = options.checkIntervalMs === undefined ? "" : ` check inter ${options.checkIntervalMs}ms fall 2 rise 1`;
  const server = (slot: "a" | "b", serverPort: number, index: number): string => {
    const name = `${slot}${index + 1}`;
    const cookie = options.cookie ? ` cookie ${name}` : "";
    return `  server ${name} 127.0.0.1:${serverPort} weight ${slot === "a" ? 100 : 0}${cookie}${check}`;
  };
  return [
    "global",
    `  stats socket ${socket} mode 600 level ${level}`,
    `  stats socket ipv4@127.0.0.1:${socketPort} level ${level}`,
    "  stats maxconn 100",
    `  nbthread ${options.threads ?? 2}`,
    ...(options.unfenced ? [] : [`  lua-load ${fenceScript}`]),
    ...(options.globalLines ?? []).map((line) => `  ${line}`),
    "  hard-stop-after 10s",
    "defaults",
    "  mode http",
    "  timeout connect 1s",
    "  timeout client 60s",
    "  timeout server 60s",
    "  timeout tunnel 60s",
    "frontend front",
    `  bind 127.0.0.1:${port}`,
    `  default_backend ${BACKEND}`,
    `backend ${BACKEND}`,
    `  balance ${options.balance ?? "roundrobin"}`,
    "  option redispatch",
    ...(options.checkIntervalMs === undefined ? [] : ["  option httpchk GET /healthz"]),
    ...(options.cookie ? ["  cookie SRV insert indirect nocache"] : []),
    ...(options.backendLines ?? []).map((line) => `  ${line}`),
    ...options.slots.a.map((serverPort, index) => server("a", serverPort, index)),
    ...options.slots.b.map((serverPort, index) => server("b", serverPort, index)),
    "",
  ].join("\n");
}

function runLine(socket: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = createConnection({ path: socket });
    let text = "";
    connection.setTimeout(2_000, () => connection.destroy(new Error("HAProxy does not answer")));
    connection.on("connect", () => connection.write(`${line}\n`));
    connection.on("data", (chunk) => {
      text += chunk;
    });
    connection.on("end", () => resolve(text));
    connection.on("error", reject);
  });
}
