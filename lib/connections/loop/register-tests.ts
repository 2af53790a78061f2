import type { PgBoss } from "pg-boss";
import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import { loadConnection } from "../connection-read-model";
import { saveConnectionTest } from "../connection-store";
import type { ConnectionTest } from "../contract";
import { testConnectionJob } from "../jobs";
import { openConnection } from "../open-connection";
import type { TestConnection } from "../port";

/** Do the test of one connection and keep what it came to. */
export async function testOneConnection(runtime: Runtime, test: TestConnection, id: string): Promise<void> {
  const db = prismaExecutor(runtime.db);
  const stored = await loadConnection(db, id);
  if (!stored) return;
  await saveConnectionTest(db, id, await resultOf(() => test(openConnection(runtime.secrets, stored))));
  await sendHint(db, { topic: "connection", id, revision: 0 });
}

async function resultOf(test: () => Promise<ConnectionTest>): Promise<ConnectionTest> {
  try {
    return await test();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, message: error.message, remedy: error.reasons[0]?.remedy ?? null };
  }
}

/** Do the connection tests that people ask for. */
export async function registerConnectionTests(boss: PgBoss, runtime: Runtime, test: TestConnection): Promise<void> {
  await workOn(boss, testConnectionJob, runtime.log, ({ connectionId }) =>
    testOneConnection(runtime, test, connectionId),
  );
}
