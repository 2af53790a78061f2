import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";

/** Addresses of a fresh database with every migration: as the product enters, and as the owner who may do everything. */
export interface BenchDatabase {
  readonly url: string;
  readonly adminUrl: string;
}

/** Do something with a real PostgreSQL of its own, which is gone afterwards. */
export async function withDatabase<Result>(work: (database: BenchDatabase) => Promise<Result>): Promise<Result> {
  const parent = await mkdtemp(path.join(tmpdir(), "sbx-bench-"));
  // Started by root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(parent, 0o755);
  const server = await startEmbeddedPostgres({
    clusterDir: path.join(parent, "pg"),
    password: "bench",
    temporary: true,
  });
  try {
    const admin = new pg.Client({ connectionString: server.adminUrlOf("postgres") });
    await admin.connect();
    await admin.query("create database bench owner signalbox");
    await admin.end();
    await migrate(server.urlOf("bench"), path.resolve("prisma/migrations"));
    return await work({ url: server.urlOf("bench"), adminUrl: server.adminUrlOf("bench") });
  } finally {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  }
}
