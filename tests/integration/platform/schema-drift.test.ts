import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { diffDatabaseToSchema } from "@/lib/platform/db/schema-diff";
import { useTestDatabase } from "@/tests/support/database";

const schemaFile = path.resolve(import.meta.dirname, "../../../prisma/schema.prisma");

describe("schema.prisma and the migrations", () => {
  const database = useTestDatabase();

  test("say the same", async () => {
    const sql = await diffDatabaseToSchema(database().url, await readFile(schemaFile, "utf8"));
    expect(sql, "run npm run migration:new -- <name>").toBe("");
  });

  test("a column that only the database has is noticed", async () => {
    const client = new pg.Client({ connectionString: database().url });
    await client.connect();
    await client.query("ALTER TABLE service ADD COLUMN stray text");
    await client.end();
    const sql = await diffDatabaseToSchema(database().url, await readFile(schemaFile, "utf8"));
    expect(sql).toContain('DROP COLUMN "stray"');
  });
});
