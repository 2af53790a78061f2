import { spawn } from "node:child_process";
import { chown, mkdir, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import pg from "pg";
import { type PostgresAccount, postgresAccount } from "./postgres-account";
import { initialiseCluster, type PostgresBinaries, postgresBinaries } from "./postgres-binaries";
import { recoverStalePostmaster } from "./postgres-lock";

export interface EmbeddedPostgresOptions {
  /** Directory of the cluster; created when absent. Only one server may use it at a time. */
  readonly clusterDir: string;
  /** Password of both roles; any string. The server listens on 127.0.0.1 only. */
  readonly password: string;
  /** Port to listen on; a free one when absent. */
  readonly port?: number;
  /** For tests: no fsync, and the directory is removed at stop. */
  readonly temporary?: boolean;
  /** Sentences for people: what was found and repaired on the way. */
  readonly onNotice?: (sentence: string) => void;
  /** Each chunk of the server's own log. */
  readonly onLog?: (text: string) => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  /** `postgres://` URL of a database as its owner, role `signalbox` (not a superuser). */
  urlOf(database: string): string;
  /** The same as the superuser `postgres`: creating and dropping databases in tests. */
  adminUrlOf(database: string): string;
  /** Resolves with the reason when the server ends, asked for or not. */
  readonly exited: Promise<string>;
  /** Fast shutdown: open transactions are rolled back. Safe to call twice. */
  stop(): Promise<void>;
}

const database = "signalbox";
const owner = "signalbox";
const superuser = "postgres";
const startDeadlineMs = 60_000;
const stopDeadlineMs = 20_000;

const commonSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // A client that vanished frees its locks within seconds.
  tcp_keepalives_idle: "1",
  tcp_keepalives_interval: "1",
  tcp_keepalives_count: "3",
  max_connections: "200",
  lc_messages: "C",
};
const temporarySettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_wal_size: "512MB" };

/**
 * Start PostgreSQL from the npm packages: create the cluster when absent, survive the traces of a server that was killed,
 * and make sure that role and database `signalbox` exist. Throws an Error whose message holds the server's last lines.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const clusterDir = path.resolve(options.clusterDir);
  const binaries = postgresBinaries();
  const account = await postgresAccount(binaries, clusterDir);
  await prepareDirectory(clusterDir, account);
  if (!(await exists(path.join(clusterDir, "PG_VERSION")))) {
    // initdb refuses a directory with remains of an interrupted attempt.
    await rm(clusterDir, { recursive: true, force: true });
    await prepareDirectory(clusterDir, account);
    await initialiseCluster({ binaries, account, clusterDir, superuser, password: options.password });
  }
  await recoverStalePostmaster(clusterDir, options.onNotice ?? (() => undefined));
  const port = options.port ?? (await freePort());
  const server = await launch({ binaries, account, clusterDir, port, options });
  try {
    await ensureDatabase(port, options.password);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const urlAs = (user: string, name: string): string =>
    `postgres://${user}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/${name}`;
  return {
    ...server,
    port,
    urlOf: (name) => urlAs(owner, name),
    adminUrlOf: (name) => urlAs(superuser, name),
    async stop() {
      await server.stop();
      if (options.temporary) await rm(clusterDir, { recursive: true, force: true });
    },
  };
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function prepareDirectory(clusterDir: string, account: PostgresAccount): Promise<void> {
  await mkdir(clusterDir, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) await chown(clusterDir, account.uid, account.gid);
}

interface LaunchInput {
  readonly binaries: PostgresBinaries;
  readonly account: PostgresAccount;
  readonly clusterDir: string;
  readonly port: number;
  readonly options: EmbeddedPostgresOptions;
}

async function launch(input: LaunchInput): Promise<Pick<EmbeddedPostgres, "pid" | "exited" | "stop">> {
  const { binaries, account, clusterDir, port, options } = input;
  const settings = { ...commonSettings, ...(options.temporary ? temporarySettings : {}) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = account.wrap(binaries.postgres, ["-D", clusterDir, "-p", String(port), ...flags]);
  const child = spawn(command.file, command.args, { ...command.options, stdio: ["ignore", "ignore", "pipe"] });
  let tail = "";
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`PostgreSQL could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`PostgreSQL ended (${signal ?? code}). ${tail.trim()}`));
  });
  // A Node process that ends without stopping its server must not leave it behind.
  const endWithUs = (): void => void child.kill("SIGINT");
  process.once("exit", endWithUs);
  exited.then(() => process.off("exit", endWithUs));
  const ready = new Promise<"ready">((resolve) => {
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      tail = (tail + text).slice(-2_000);
      options.onLog?.(text);
      if (tail.includes("ready to accept connections")) resolve("ready");
    });
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGQUIT"), stopDeadlineMs);
    await exited;
    clearTimeout(timer);
  };
  const timer = setTimeout(() => child.kill("SIGQUIT"), startDeadlineMs);
  const outcome = await Promise.race([ready, exited]);
  clearTimeout(timer);
  if (outcome !== "ready") throw new Error(outcome);
  return { pid: child.pid ?? 0, exited, stop };
}

/**
 * The owner may create roles (a migration makes the runtime role) and databases, and is no superuser, so that what works
 * here works on a managed PostgreSQL too.
 */
async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: superuser, password, database: "postgres" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [owner]);
    const secret = client.escapeLiteral(password);
    const verb = role.rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE ${owner} LOGIN CREATEROLE CREATEDB PASSWORD ${secret}`);
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${owner}`);
  } finally {
    await client.end();
  }
}
