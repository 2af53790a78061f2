import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { createTeam } from "@/lib/identity/use-cases/edit-team";
import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { createPerson } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

/**
 * Goal: the backup of docs/operations.md for `npm start` (stop, tar the directory) can be brought back elsewhere, and what
 * came back is whole. Method: the same commands. A dump of one's own PostgreSQL is made by its own pg_dump, whose version
 * must be the server's; none is among the embedded binaries.
 */
const run = promisify(execFile);
const migrations = path.resolve(import.meta.dirname, "../../../prisma/migrations");
const password = "restore-drill";
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "signalbox-drill-"));
  folders.push(made);
  return made;
}

async function audit(runtime: TestRuntime): Promise<string> {
  const rows = await runtime.db.$queryRaw<{ sum: string; count: number }[]>`
    select md5(string_agg(a::text, '|' order by id)) as sum, count(*)::int as count from audit_event a`;
  expect(rows[0]?.count).toBeGreaterThan(2);
  return JSON.stringify(rows);
}

describe("backup and restore (row 83)", () => {
  it("a copy of the data directory starts elsewhere with everything in it, and as well guarded", async () => {
    const here = await folder();
    const original = await startEmbeddedPostgres({ clusterDir: path.join(here, "data", "postgres"), password });
    let runtime: TestRuntime | undefined;
    let before: { audit: string; cookie: string; sourceId: string };
    try {
      await migrate(original.urlOf("signalbox"), migrations);
      runtime = createTestRuntime({ databaseUrl: original.urlOf("signalbox") });
      const admin = await createPerson(runtime, { roles: ["admin"] });
      const by = { actor: admin.actor };
      await createTeam.run({ slug: "drill", name: "Drill" }, by, runtime);
      const config = { kind: "prometheus", url: "https://prom.example.com" } as const;
      const source = await createSource.run(
        { slug: "prom", name: "P", config, secret: "kept over the drill" },
        by,
        runtime,
      );
      before = { audit: await audit(runtime), cookie: admin.cookie, sourceId: source.id };
    } finally {
      await runtime?.close();
      await original.stop();
    }

    const startedAt = performance.now();
    const archive = path.join(here, "backup.tar.gz");
    await run("tar", ["-czf", archive, "-C", here, "data"]);
    const elsewhere = await folder();
    await mkdir(elsewhere, { recursive: true });
    await run("tar", ["-xzf", archive, "-C", elsewhere]);
    const restored = await startEmbeddedPostgres({ clusterDir: path.join(elsewhere, "data", "postgres"), password });
    const again = createTestRuntime({ databaseUrl: restored.urlOf("signalbox") });
    try {
      await migrate(restored.urlOf("signalbox"), migrations);
      expect(await audit(again)).toBe(before.audit);
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      console.log(`restore drill: recovery time ${seconds} s, nothing lost (records equal)`);
      expect(await again.authenticate(new Headers({ cookie: before.cookie }))).toMatchObject({ roles: ["admin"] });
      const { secret } = await again.db.metricSource.findUniqueOrThrow({ where: { slug: "prom" } });
      const place = { table: "metric_source", column: "secret", rowId: before.sourceId };
      expect(again.secrets.open(secret ?? "", place)).toBe("kept over the drill");
      await expect(again.db.auditEvent.deleteMany({})).rejects.toThrow();
    } finally {
      await again.close();
      await restored.stop();
    }
  });
});
