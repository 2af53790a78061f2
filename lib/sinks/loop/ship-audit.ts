import { loadConnections } from "@/lib/connections/connection-read-model";
import { sinkKinds } from "@/lib/connections/contract";
import { openConnection } from "@/lib/connections/open-connection";
import type { OpenConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { backoffMs } from "../domain/backoff";
import type { RecordSink } from "../port";
import { advanceCursor, inOneShipment, nextRecords, postponeShipment, takeCursor } from "../shipment-store";

const batchRecords = 200;
const maxBatches = 50;

/** Which sink stands behind a connection. */
export type SinkOf = (kind: string) => RecordSink;

/** Send what waits to every receiver, side by side; none keeps another waiting. */
export async function shipAudit(runtime: Runtime, sinkOf: SinkOf): Promise<void> {
  const stored = await loadConnections(prismaExecutor(runtime.db), sinkKinds);
  await Promise.all(
    stored.map(async (one) => {
      const connection = openConnection(runtime.secrets, one);
      for (let batch = 0; batch < maxBatches; batch += 1) if (!(await shipBatch(runtime, sinkOf, connection))) return;
    }),
  );
}

/** One batch to one receiver; true when there may be more. The cursor moves only after the receiver accepted, so a crash repeats. */
async function shipBatch(runtime: Runtime, sinkOf: SinkOf, connection: OpenConnection): Promise<boolean> {
  return inOneShipment(runtime.db, async (db) => {
    const cursor = await takeCursor(db, connection.id);
    if (!cursor) return false;
    const records = await nextRecords(db, cursor.eventId, batchRecords);
    const last = records.at(-1);
    if (!last) return false;
    try {
      await sinkOf(connection.config.kind).send(connection, records);
    } catch (error) {
      const failure = error instanceof AppError ? error.message : "Something failed on our side.";
      if (!(error instanceof AppError))
        runtime.log.error({ err: error, connection: connection.slug }, "audit shipment");
      await postponeShipment(db, connection.id, { failure, retryMs: backoffMs(cursor.failures + 1) });
      return false;
    }
    await advanceCursor(db, connection.id, last.id, records.length);
    return records.length === batchRecords;
  });
}
