import type { PgBoss } from "pg-boss";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { dueConnections, hasNews } from "../cmdb-store";
import { readCmdbJob, reconcileJob, reconcileTickJob } from "../jobs";
import type { ReadCmdb } from "../port";
import { compareAll } from "./compare";
import { readCmdb } from "./read-cmdb";

/** Read CMDBs and compare, as asked for and by the clock. */
export async function registerReconciliation(boss: PgBoss, runtime: Runtime, read: ReadCmdb): Promise<void> {
  const { log } = runtime;
  const db = prismaExecutor(runtime.db);
  await workOn(boss, readCmdbJob, log, async (given) => {
    await readCmdb(runtime, read, given);
    await compareAll(runtime, "a CMDB was read");
  });
  await workOn(boss, reconcileJob, log, ({ cause }) => compareAll(runtime, cause));
  await workOn(boss, reconcileTickJob, log, async () => {
    for (const connectionId of await dueConnections(db)) {
      await readCmdb(runtime, read, { connectionId, requestedBy: "schedule" });
    }
    if (await hasNews(db)) await compareAll(runtime, "something was deployed or read");
  });
}
