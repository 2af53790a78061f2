import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import { bundlePrograms } from "./bundled-programs";

declare module "vitest" {
  export interface ProvidedContext {
    /** One PostgreSQL for the whole run, with a migrated template database. */
    postgres: { readonly port: number; readonly password: string; readonly template: string };
  }
}

const password = "integration-tests";
const template = "signalbox_template";
let server: EmbeddedPostgres | undefined;
let removePrograms: (() => Promise<void>) | undefined;

/** Start PostgreSQL for the run, migrate the template that `tests/support/database.ts` clones, and bundle programs. */
export async function setup(project: TestProject): Promise<void> {
  removePrograms = await bundlePrograms();
  const clusterDir = await mkdtemp(path.join(tmpdir(), "signalbox-tests-"));
  server = await startEmbeddedPostgres({ clusterDir, password, temporary: true });
  const admin = new pg.Client({ connectionString: server.adminUrlOf("postgres") });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template} OWNER signalbox`);
  await admin.end();
  await migrate(server.urlOf(template), path.resolve(import.meta.dirname, "../../prisma/migrations"));
  project.provide("postgres", { port: server.port, password, template });
}

export async function teardown(): Promise<void> {
  await server?.stop();
  await removePrograms?.();
}
