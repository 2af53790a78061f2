import { createHash } from "node:crypto";
import { loadConnections } from "@/lib/connections/connection-read-model";
import type { OtlpTracesConfig } from "@/lib/connections/contract";
import { openConnection } from "@/lib/connections/open-connection";
import type { OpenConnection } from "@/lib/connections/port";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { mergeExports, type TraceExport, traceOfRun } from "../domain/trace-of-run";
import { markShipped, shippableRuns } from "../trace-store";

/** Sends an export to one receiver. Throws AppError when it was not accepted. */
export type SendTraces = (connection: OpenConnection<OtlpTracesConfig>, traces: TraceExport) => Promise<void>;

const batchRuns = 100;
const maxBatches = 20;

function hashId(text: string, bytes: number): string {
  return createHash("sha256")
    .update(text)
    .digest("hex")
    .slice(0, 2 * bytes);
}

/**
 * Send each run that ended as one trace, to every receiver, oldest first. What a receiver does not accept is sent again at the next
 * time; ids are made of the run's name, so that nothing is there twice under different ones.
 */
export async function shipTraces(runtime: Runtime, send: SendTraces): Promise<void> {
  const db = prismaExecutor(runtime.db);
  for (const stored of await loadConnections(db, ["otlp_traces"])) {
    const connection = openConnection(runtime.secrets, stored) as OpenConnection<OtlpTracesConfig>;
    try {
      for (let batch = 0; batch < maxBatches; batch += 1)
        if ((await shipSome(runtime, send, connection)) < batchRuns) break;
    } catch (error) {
      runtime.log.warn({ err: error, connection: stored.slug }, "spans were not accepted");
    }
  }
}

async function shipSome(
  runtime: Runtime,
  send: SendTraces,
  connection: OpenConnection<OtlpTracesConfig>,
): Promise<number> {
  const db = prismaExecutor(runtime.db);
  const found = (await shippableRuns(db, connection.id, batchRuns)).map(({ run, shippedDigest }) => {
    const trace = traceOfRun(run, hashId);
    const digest = hashId(JSON.stringify(trace), 16);
    return { runKey: run.subjectKey, trace, digest, isNew: digest !== shippedDigest };
  });
  const news = found.filter(({ isNew }) => isNew);
  if (news.length > 0) await send(connection, mergeExports(news.map(({ trace }) => trace)));
  await markShipped(
    db,
    connection.id,
    found.map(({ runKey, digest }) => ({ runKey, digest })),
  );
  return found.length;
}
