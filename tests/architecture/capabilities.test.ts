import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { apiOperations } from "@/lib/api-operations";
import { codeSpans, tableRows } from "./markdown";
import { repositoryRoot } from "./module-graph";

/** How many requirements each area has. */
const areas = { A: 11, B: 11, C: 12, D: 12, E: 8, F: 8, G: 8, H: 4, I: 6, J: 3 } as const;
const ids = Object.entries(areas).flatMap(([area, count]) =>
  Array.from({ length: count }, (_, at) => `${area}${at + 1}`),
);

const states = ["done", "first form", "later"];
const nothing = "–";

interface Repository {
  readonly exists: (file: string) => boolean;
  readonly operations: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
}

interface Row {
  readonly id: string;
  readonly what: string;
  readonly state: string;
  readonly page: string;
  readonly operation: string;
  readonly test: string;
}

function rowsOf(markdown: string): Row[] {
  return tableRows(markdown).map(([id = "", what = "", state = "", page = "", operation = "", test = ""]) => ({
    id,
    what,
    state,
    page,
    operation,
    test,
  }));
}

function missingOf(markdown: string): string[] {
  return [...markdown.matchAll(/^- ([A-J]\d+): \S.{15}/gm)].map(([, id = ""]) => id);
}

function isPageOrCommand(span: string, { exists, scripts }: Repository): boolean {
  const command = /^npm (?:run )?([\w-]+)$/.exec(span)?.[1];
  return command ? scripts.has(command) : /^app\/.*page\.tsx$/.test(span) && exists(span);
}

function isTest(span: string, { exists }: Repository): boolean {
  return /^tests\/.*\.(test|spec)\.ts$/.test(span) && exists(span);
}

/** What a row claims and the repository does not have. */
function untrueClaims(row: Row, repository: Repository): string[] {
  if (!states.includes(row.state)) return [`${row.id} has no state`];
  const seen = [row.page, row.operation, row.test];
  if (row.state === "later")
    return seen.every((cell) => cell === nothing) ? [] : [`${row.id} is later and claims something`];
  const wrong = [
    ...codeSpans(row.page).filter((span) => !isPageOrCommand(span, repository)),
    ...codeSpans(row.operation).filter((span) => !repository.operations.has(span)),
    ...codeSpans(row.test).filter((span) => !isTest(span, repository)),
  ];
  return [
    ...wrong.map((span) => `${row.id} names ${span}`),
    ...(codeSpans(row.test).length > 0 ? [] : [`${row.id} has no test`]),
    ...(codeSpans(row.page).length + codeSpans(row.operation).length > 0 ? [] : [`${row.id} can be seen nowhere`]),
  ];
}

describe("docs/capabilities.md", () => {
  const document = readFileSync(path.join(repositoryRoot, "docs/capabilities.md"), "utf8");
  const rows = rowsOf(document);
  const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8"));
  const repository: Repository = {
    exists: (file) => existsSync(path.join(repositoryRoot, file)),
    operations: new Set(apiOperations.map(({ id }) => id)),
    scripts: new Set(Object.keys(scripts)),
  };

  test("lists every requirement once, in order", () => {
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(rows.filter(({ what }) => what.length < 6)).toEqual([]);
  });

  test("names only pages, operations and tests that exist", () => {
    expect(rows.flatMap((row) => untrueClaims(row, repository))).toEqual([]);
  });

  test("says for each first form, and for nothing else, what is missing", () => {
    expect(missingOf(document)).toEqual(rows.filter(({ state }) => state === "first form").map(({ id }) => id));
  });
});

describe("the check", () => {
  const repository: Repository = {
    exists: (file) => ["app/a/page.tsx", "tests/unit/a.test.ts"].includes(file),
    operations: new Set(["listThings"]),
    scripts: new Set(["start"]),
  };
  const good = "| A1 | Something | done | `app/a/page.tsx`, `npm start` | `listThings` | `tests/unit/a.test.ts` |";

  test.each([
    [good, []],
    ["| A1 | Something | later | – | – | – |", []],
    [good.replace("| done |", "| begun |"), ["A1 has no state"]],
    [good.replace("| done |", "| later |"), ["A1 is later and claims something"]],
    [good.replace("app/a/", "app/b/"), ["A1 names app/b/page.tsx"]],
    [good.replace("npm start", "npm run fly"), ["A1 names npm run fly"]],
    [good.replace("listThings", "list"), ["A1 names list"]],
    [good.replace("a.test.ts", "b.test.ts"), ["A1 names tests/unit/b.test.ts"]],
    [good.replace("`tests/unit/a.test.ts`", "–"), ["A1 has no test"]],
    ["| A1 | Something | done | – | – | `tests/unit/a.test.ts` |", ["A1 can be seen nowhere"]],
  ])("%s → %j", (line, claims) => {
    const table = `| id | what | state | page | API | test |\n| - | - | - | - | - | - |\n${line}\n`;
    expect(rowsOf(table).flatMap((row) => untrueClaims(row, repository))).toEqual(claims);
  });
});
