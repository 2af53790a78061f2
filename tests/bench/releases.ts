import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemActor } from "@/lib/platform/auth/actor";
import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import { createTestRuntime } from "@/tests/support/runtime";
import type { BenchOptions } from "./main";
import { measureCalendar } from "./releases/calendar";
import type { BenchResult } from "./report";

/** Parts of this bench, each on the same fresh PostgreSQL. */
const parts = [measureCalendar];

/** What may ship and when: the figures of coordination. */
export async function benchReleases({ trials }: BenchOptions): Promise<BenchResult> {
  const rounds = trials ?? 30;
  const parent = await mkdtemp(path.join(tmpdir(), "sbx-bench-"));
  // Started by root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(parent, 0o755);
  const server = await startEmbeddedPostgres({
    clusterDir: path.join(parent, "pg"),
    password: "bench",
    temporary: true,
  });
  try {
    const url = server.urlOf("signalbox");
    await migrate(url, path.resolve("prisma/migrations"));
    const runtime = createTestRuntime({ databaseUrl: url, now: "2026-11-20T12:00:00Z" });
    try {
      const told = [];
      for (const part of parts) told.push(await part(runtime, { actor: systemActor("bench") }, rounds));
      return { trials: rounds, figures: told.flatMap(({ figures }) => figures), raw: told.flatMap(({ raw }) => raw) };
    } finally {
      await runtime.close();
    }
  } finally {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  }
}
