import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Runtime } from "@/lib/platform/runtime";

const headers = { "content-type": "application/json", "cache-control": "no-store" };

function answerOf(status: "ok" | "unavailable"): Response {
  return new Response(JSON.stringify({ status }), { status: status === "ok" ? 200 : 503, headers });
}

/** This process runs. Asks nothing else, so that a database outage restarts no web process. */
export function liveness(): Response {
  return answerOf("ok");
}

let known: Promise<string[]> | undefined;

async function knownMigrations(): Promise<string[]> {
  const directory = path.join(process.cwd(), "prisma", "migrations");
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/**
 * This process can serve: the database answers and has every migration that this version knows. Why not is in the log
 * only; the answer tells strangers nothing.
 */
export async function readiness(runtime: Runtime): Promise<Response> {
  try {
    known ??= knownMigrations();
    const names = await known;
    const rows = await runtime.db.$queryRaw<{ name: string }[]>`
      select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null`;
    const applied = new Set(rows.map((row) => row.name));
    const missing = names.filter((name) => !applied.has(name));
    if (missing.length === 0) return answerOf("ok");
    runtime.log.warn({ missing }, "not ready: migrations are missing");
  } catch (error) {
    runtime.log.warn({ err: error }, "not ready: the database does not answer");
  }
  return answerOf("unavailable");
}
