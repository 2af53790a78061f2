import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import { startToxicProxy, type ToxicProxy } from "../support/toxic-proxy";

/** A PostgreSQL of its own that keeps every commit (fsync on), can be crashed and started again on the same port. */
export interface ChaosDatabase {
  readonly url: string;
  readonly password: string;
  /** Of this server itself; `url` leads wherever `way` does. */
  readonly port: number;
  readonly clusterDir: string;
  readonly way: ToxicProxy;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** As the superuser, outside of the database itself. */
  admin(text: string): Promise<void>;
  /** `pg_ctl stop -m immediate`: no transaction is ended, nothing is flushed. */
  crash(): Promise<void>;
  /** Start it again. Answers the monotonic time at which it accepted connections; nothing happens when it runs. */
  start(): Promise<number>;
  close(): Promise<void>;
}

const password = "chaos";

export async function startChaosDatabase(): Promise<ChaosDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-chaos-pg-"));
  // Started by root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const clusterDir = path.join(folder, "cluster");
  let server: EmbeddedPostgres | null = await startEmbeddedPostgres({ clusterDir, password });
  const { port } = server;
  const way = await startToxicProxy({ host: "127.0.0.1", port });
  const address = new URL(server.urlOf("signalbox"));
  address.port = String(way.port);
  const url = address.href;
  const adminUrl = server.adminUrlOf("postgres");
  await migrate(url, path.resolve(import.meta.dirname, "../../prisma/migrations"));
  // What is idle stays: trials that use up every connection ask through these when none can be opened.
  const waits = { connectionTimeoutMillis: 5_000, query_timeout: 10_000, idleTimeoutMillis: 0 };
  const pool = new pg.Pool({ connectionString: url, max: 4, ...waits });
  pool.on("error", () => undefined);

  return {
    url,
    password,
    port,
    clusterDir,
    way,
    async admin(text) {
      const client = new pg.Client({ connectionString: adminUrl, query_timeout: 30_000 });
      client.on("error", () => undefined);
      await client.connect();
      await client.query(text).finally(() => client.end());
    },
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    async crash() {
      if (!server) return;
      const { pid, exited } = server;
      server = null;
      process.kill(pid, "SIGQUIT");
      await exited;
    },
    async start() {
      let acceptsAtMs = performance.now();
      const onLog = (text: string): void => {
        if (text.includes("ready to accept connections")) acceptsAtMs = performance.now();
      };
      server ??= await startEmbeddedPostgres({ clusterDir, password, port, onLog });
      return acceptsAtMs;
    },
    async close() {
      await pool.end();
      await way.close();
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
