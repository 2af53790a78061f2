import type { PgBoss } from "pg-boss";
import { unpack } from "@/lib/imports/adapters/unpack";
import { importJob, resumeImportsJob } from "@/lib/imports/jobs";
import type { ImportParts } from "@/lib/imports/loop/import-work";
import { registerImports } from "@/lib/imports/loop/register-imports";
import { recordFacts } from "@/lib/ingest/fact-store";
import type { Runtime } from "@/lib/platform/runtime";

/** Jobs of what brings the past, speaks to other systems, and ships what was decided. */
export const historyJobs = [importJob, resumeImportsJob];

/** Choose the readers of files, and where their facts go. */
export function composeImports(runtime: Runtime): ImportParts {
  return { runtime, readers: { unpack }, recordFacts, chunkRecords: 500, leaseMs: 60_000 };
}

/** Do the background work of history and of connections. For the worker. */
export async function registerHistory(boss: PgBoss, runtime: Runtime): Promise<void> {
  await registerImports(boss, composeImports(runtime));
}
