import { intakePass } from "@/lib/ingest/loop/intake-loop";
import type { IntakeParts } from "@/lib/ingest/loop/intake-parts";
import { currentSignalRegistry, type SignalRegistry } from "@/lib/ingest/registry";
import { receiveDelivery } from "@/lib/ingest/use-cases/receive-delivery";
import { inPgTransaction } from "@/lib/platform/db/executor";
import { createLoopPool, intakeLoop, type LoopPool } from "@/lib/platform/db/loop-pool";
import type { Runtime } from "@/lib/platform/runtime";

/** The intake of one process in a test: `settle` does what its loop would, until nothing is left to do. */
export interface TestIntake {
  readonly parts: IntakeParts;
  readonly pool: LoopPool;
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Intake over connections of its own; with the registry that is set, or another. */
export function createTestIntake(runtime: Runtime, registry: SignalRegistry = currentSignalRegistry()): TestIntake {
  const pool = createLoopPool(runtime.config.DATABASE_URL, runtime.log, 20_000, intakeLoop);
  const { ids, log } = runtime;
  const parts: IntakeParts = { registry, ids, log, transaction: (work) => inPgTransaction(pool, work) };
  return {
    parts,
    pool,
    async settle() {
      while ((await intakePass(parts)).hasWorked);
    },
    close: () => pool.end(),
  };
}

/** Send a body to a source as a sender would. `headers` in lower case. */
export function send(
  runtime: Runtime,
  slug: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): ReturnType<typeof receiveDelivery> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return receiveDelivery({ slug, headers, readBytes: async () => bytes }, runtime);
}
