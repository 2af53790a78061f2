import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";

/** A PostgreSQL of its own that keeps every commit (fsync on), can be crashed and started again on the same port. */
export interface ChaosDatabase {
  readonly url: string;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
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
  const url = server.urlOf("signalbox");
  await migrate(url, path.resolve(import.meta.dirname, "../../prisma/migrations"));
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  pool.on("error", () => undefined);

  return {
    url,
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
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
