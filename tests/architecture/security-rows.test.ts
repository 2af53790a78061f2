import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { checks, later, securityTable, testedRows } from "./security-rows";

/** Goal: every check of the list is either proven by a named test or has a reason for being later, and the document says so. */

test("each check is proven by a test, or has a reason for being later, never both", () => {
  const tested = testedRows();
  const rows = checks.map((_check, index) => index + 1);
  expect(rows.filter((row) => !tested.has(row) && later[row] === undefined)).toEqual([]);
  expect(rows.filter((row) => tested.has(row) && later[row] !== undefined)).toEqual([]);
});

test("docs/security-checks.md has the table as the tests have it", () => {
  const text = readFileSync(path.resolve(import.meta.dirname, "../../docs/security-checks.md"), "utf8");
  const wordsOf = (table: string) => table.replace(/[ -]+/g, " ");
  expect(wordsOf(text)).toContain(wordsOf(securityTable()));
});
