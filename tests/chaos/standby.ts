import { type ChildProcess, execFile, spawn } from "node:child_process";
import { appendFile, chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "@/lib/platform/db/embedded-postgres";
import { postgresAccount } from "@/lib/platform/db/postgres-account";
import { postgresBinaries } from "@/lib/platform/db/postgres-binaries";
import { startToxicProxy, type ToxicProxy } from "../support/toxic-proxy";
import { until } from "../support/until";
import type { ChaosDatabase } from "./database";

const run = promisify(execFile);

/** A second cluster that follows the first by streaming replication, and can be made the primary. */
export interface Standby {
  readonly port: number;
  /** The way of the replication, which can be cut. */
  readonly replication: ToxicProxy;
  /** Everything that the primary has committed is here. */
  hasAll(): Promise<boolean>;
  /** Make it the primary, on a timeline of its own; resolves when it takes writes. */
  promote(): Promise<void>;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Copy a running primary and start the copy as its standby. Replication is asynchronous, as it is by default. */
export async function startStandby(primary: ChaosDatabase): Promise<Standby> {
  const { password } = primary;
  const folder = await mkdtemp(path.join(path.dirname(primary.clusterDir), "standby-"));
  // Started by root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const clusterDir = path.join(folder, "cluster");
  const replication = await startToxicProxy({ host: "127.0.0.1", port: primary.port });
  await copyRunning(primary, clusterDir);
  const conninfo = `host=127.0.0.1 port=${replication.port} user=postgres password=${password}`;
  await appendFile(path.join(clusterDir, "postgresql.auto.conf"), `primary_conninfo = '${conninfo}'\n`);
  await writeFile(path.join(clusterDir, "standby.signal"), "");
  const port = await freePort();
  const server = await launch(clusterDir, port);
  const urlOf = (user: string, name: string): string => `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  const pool = new pg.Pool({ connectionString: urlOf("postgres", "signalbox"), max: 2, query_timeout: 10_000 });
  pool.on("error", () => undefined);
  const query = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(text, [...values])).rows;
  await until("the standby to answer", () => query("select 1").catch(() => null), { deadlineMs: 60_000 });

  return {
    port,
    replication,
    query,
    async hasAll() {
      const [written] = await primary.query<{ lsn: string }>("select pg_current_wal_lsn()::text as lsn");
      const [here] = await query<{ isHere: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as "isHere"', [
        written?.lsn,
      ]);
      return here?.isHere ?? false;
    },
    async promote() {
      await query("select pg_promote(true, 30)");
      const isPrimary = async (): Promise<boolean> =>
        (await query<{ isReplica: boolean }>('select pg_is_in_recovery() as "isReplica"'))[0]?.isReplica === false;
      await until("the standby to be the primary", isPrimary, { deadlineMs: 30_000, everyMs: 5 });
    },
    async close() {
      await pool.end();
      server.kill("SIGQUIT");
      await new Promise((resolve) => (server.exitCode === null ? server.once("exit", resolve) : resolve(null)));
      await replication.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A base backup as the documentation describes it: tell the server, copy the files, tell it again. */
async function copyRunning(primary: ChaosDatabase, clusterDir: string): Promise<void> {
  const client = new pg.Client({
    connectionString: `postgres://postgres:${primary.password}@127.0.0.1:${primary.port}/postgres`,
  });
  await client.connect();
  try {
    await client.query("select pg_backup_start('chaos', true)");
    await run("cp", ["-a", primary.clusterDir, clusterDir]);
    await rm(path.join(clusterDir, "postmaster.pid"), { force: true });
    const { rows } = await client.query<{ labelfile: string; spcmapfile: string }>(
      "select labelfile, spcmapfile from pg_backup_stop(false)",
    );
    await writeFile(path.join(clusterDir, "backup_label"), rows[0]?.labelfile ?? "");
  } finally {
    await client.end();
  }
}

async function launch(clusterDir: string, port: number): Promise<ChildProcess> {
  const binaries = postgresBinaries();
  const account = await postgresAccount(binaries, clusterDir);
  const { uid, gid } = account;
  if (uid !== undefined && gid !== undefined) {
    for (const name of ["backup_label", "standby.signal"]) await chown(path.join(clusterDir, name), uid, gid);
  }
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    hot_standby: "on",
    max_connections: "200",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = account.wrap(binaries.postgres, ["-D", clusterDir, "-p", String(port), ...flags]);
  const child = spawn(command.file, command.args, { ...command.options, stdio: ["ignore", "ignore", "pipe"] });
  child.stderr?.resume();
  process.once("exit", () => child.kill("SIGQUIT"));
  return child;
}
