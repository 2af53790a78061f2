import { describe, expect, test } from "vitest";
import { sourceFiles } from "./source-tree";

/** Takes away something that a process of the version before may still use. */
const takesAway =
  /\b(drop\s+(table|column|type|schema|view)|rename\s+(to|column|value|constraint)|alter\s+column\s+\S+\s+(set\s+data\s+)?type)\b/i;

/** Statements of a migration without comments. Bodies of functions count as part of their statement. */
function statementsOf(sql: string): string[] {
  const bodies: string[] = [];
  const plain = sql
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, (body) => `$body${bodies.push(body) - 1}`)
    .replace(/--.*$/gm, "")
    .replace(/\/\*[\s\S]*?\*\//g, "");
  return plain
    .split(";")
    .map((statement) => statement.trim())
    .filter(Boolean);
}

/** Why a migration may not be as it is; null when it may. */
function objection(sql: string): string | null {
  const statements = statementsOf(sql);
  const destructive = statements.filter((statement) => takesAway.test(statement));
  if (destructive.length === 0) return null;
  if (destructive.length < statements.length) return "takes something away beside other changes";
  return /--.*ADR \d{4}/.test(sql)
    ? null
    : "takes something away without naming the ADR of its expand and contract steps";
}

describe("migrations", () => {
  const migrations = sourceFiles().filter(({ file }) => /^prisma\/migrations\/.*\.sql$/.test(file));

  test("that take something away are alone, and say which decision they end", () => {
    expect(migrations.length).toBeGreaterThan(1);
    expect(migrations.map(({ file, text }) => [file, objection(text)]).filter(([, why]) => why !== null)).toEqual([]);
  });

  test("are named by their time and what they do", () => {
    const names = migrations.map(({ file }) => file);
    expect(names.filter((file) => !/^prisma\/migrations\/\d{14}_[a-z0-9_]+\/migration\.sql$/.test(file))).toEqual([]);
  });

  test.each([
    ["create table a (b int); create index c on a (b);", null],
    ["-- contract, ADR 0042\nalter table a drop column b;", null],
    ["alter table a drop column b;", "without naming"],
    ["-- ADR 0042\nalter table a drop column b; create index c on a (d);", "beside other changes"],
    ["-- ADR 0042\nalter table a rename column b to c; update a set c = 1;", "beside other changes"],
    ["-- drop table a\ncreate table b (c int);", null],
    ["create function f() returns void language sql as $$ drop table a; $$; select 1;", null],
    ["alter table a alter column b type bigint;", "without naming"],
  ])("%s is objected to: %s", (sql, why) => {
    const found = objection(sql);
    if (why === null) expect(found).toBeNull();
    else expect(found).toContain(why);
  });
});
