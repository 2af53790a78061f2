import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { migrate } from "@/lib/platform/db/migrate";
import { createEmptyDatabase, type TestDatabase, useTestDatabase } from "@/tests/support/database";

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  directory = await mkdtemp(path.join(tmpdir(), "signalbox-migrations-"));
});
afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, "migration.sql"), sql);
}

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("migrate", () => {
  test("applies in order, once, and records what Prisma would", async () => {
    await write("20260101000000_one", "create table one (id int);");
    await write("20260102000000_two", "alter table one add column two int;");
    expect((await migrate(database.url, directory)).applied).toHaveLength(2);
    expect(await migrate(database.url, directory)).toEqual({ applied: [], alreadyApplied: 2 });
    const recorded = await rows(database.url, "select * from _prisma_migrations order by migration_name");
    expect(recorded[0]).toMatchObject({
      migration_name: "20260101000000_one",
      // sha256sum of the file
      checksum: "9411214ef281f6e41950c13393e58dc90b558495c8c0068fe9b6dfa2b49b6775",
      rolled_back_at: null,
      applied_steps_count: 1,
    });
  });

  test("no migrations at all is fine", async () => {
    expect(await migrate(database.url, path.join(directory, "absent"))).toEqual({ applied: [], alreadyApplied: 0 });
  });

  test("a failing migration leaves nothing of itself and keeps the ones before it", async () => {
    await write("20260101000000_good", "create table good (id int);");
    await write("20260102000000_bad", "create table half (id int); select 1 / 0;");
    await expect(migrate(database.url, directory)).rejects.toThrow(
      /20260102000000_bad failed and was undone: division/,
    );
    const tables = await rows(
      database.url,
      "select tablename as t from pg_tables where schemaname = 'public' order by 1",
    );
    expect(tables).toEqual([{ t: "_prisma_migrations" }, { t: "good" }]);
  });

  test("an edited migration stops everything with the remedy", async () => {
    await write("20260101000000_one", "create table one (id int);");
    await migrate(database.url, directory);
    await write("20260101000000_one", "create table one (id bigint);");
    await expect(migrate(database.url, directory)).rejects.toMatchObject({
      code: "conflict",
      reasons: [{ code: "migration_edited" }],
    });
  });

  test("processes that start at once take turns", async () => {
    await write("20260101000000_slow", "create table one (id int); select pg_sleep(0.2);");
    const results = await Promise.all([1, 2, 3].map(() => migrate(database.url, directory)));
    expect(results.map((result) => result.applied.length).sort()).toEqual([0, 0, 1]);
  });
});

describe("the run-time role", () => {
  const product = useTestDatabase();

  test("is taken by the connection and may not touch the migrations' ledger", async () => {
    expect(await rows(product().runtimeUrl, "select current_user")).toEqual([{ current_user: "signalbox_app" }]);
    await expect(rows(product().runtimeUrl, "delete from _prisma_migrations")).rejects.toThrow(/permission denied/);
  });
});
