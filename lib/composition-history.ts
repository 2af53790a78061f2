import type { PgBoss } from "pg-boss";
import { readCmdbJob, reconcileJob, reconcileTickJob } from "@/lib/cmdb/jobs";
import { registerReconciliation } from "@/lib/cmdb/loop/register-reconciliation";
import { testConnectionJob } from "@/lib/connections/jobs";
import { registerConnectionTests } from "@/lib/connections/loop/register-tests";
import { unpack } from "@/lib/imports/adapters/unpack";
import { importJob, resumeImportsJob } from "@/lib/imports/jobs";
import type { ImportParts } from "@/lib/imports/loop/import-work";
import { registerImports } from "@/lib/imports/loop/register-imports";
import { recordFacts } from "@/lib/ingest/fact-store";
import { cleanTelemetryJob, shipTracesJob } from "@/lib/otlp/jobs";
import { registerTelemetry } from "@/lib/otlp/loop/register-telemetry";
import type { Runtime } from "@/lib/platform/runtime";
import { startShipping } from "@/lib/sinks/loop/ship-loop";
import { composeConnections } from "./composition-connections";

/** Jobs of what brings the past, speaks to other systems, and ships what was decided. */
export const historyJobs = [
  importJob,
  resumeImportsJob,
  testConnectionJob,
  readCmdbJob,
  reconcileJob,
  reconcileTickJob,
  shipTracesJob,
  cleanTelemetryJob,
];

/** Choose the readers of files, and where their facts go. */
function composeImports(runtime: Runtime): ImportParts {
  return { runtime, readers: { unpack }, recordFacts, chunkRecords: 500, leaseMs: 60_000 };
}

/** Do the background work of history and of connections. For the worker; `stop` ends what does not run as a job. */
export async function startHistory(boss: PgBoss, runtime: Runtime): Promise<{ stop(): Promise<void> }> {
  const policy = { allowCidrs: runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS };
  const parts = composeConnections(runtime.outbound, policy);
  await registerImports(boss, composeImports(runtime));
  await registerConnectionTests(boss, runtime, parts.test);
  await registerReconciliation(boss, runtime, parts.readCmdb);
  await registerTelemetry(boss, runtime, parts.sendTraces);
  return startShipping(runtime, parts.sinkOf);
}
