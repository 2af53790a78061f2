import { PgBoss } from "pg-boss";
import { runtimeOptions } from "@/lib/platform/db/prisma";
import type { Log } from "@/lib/platform/log";

/** A started pg-boss. `works` is true in the worker only: it supervises and runs the clock. */
export async function startBoss(databaseUrl: string, log: Log, works: boolean): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    options: runtimeOptions(30_000),
    max: works ? 4 : 2,
    supervise: works,
    schedule: works,
    createSchema: false,
  } as ConstructorParameters<typeof PgBoss>[0]);
  boss.on("error", (error) => log.error({ err: error }, "job queue"));
  await boss.start();
  return boss;
}
