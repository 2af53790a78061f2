import type { PgBoss } from "pg-boss";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { cleanTelemetryJob, shipTracesJob } from "../jobs";
import { cleanTelemetry } from "../telemetry-store";
import { type SendTraces, shipTraces } from "./ship-traces";

/** Send spans of pipelines, and forget what running services said long ago. */
export async function registerTelemetry(boss: PgBoss, runtime: Runtime, send: SendTraces): Promise<void> {
  await workOn(boss, shipTracesJob, runtime.log, () => shipTraces(runtime, send));
  await workOn(boss, cleanTelemetryJob, runtime.log, () => cleanTelemetry(prismaExecutor(runtime.db)));
}
