import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvFile, csvWriter, fileOf, jsonWriter } from "@/lib/platform/export/exported-file";
import { textOf } from "@/tests/support/exported-text";
import { runs } from "@/tests/support/runs";

// Security: row 62 of docs/security-checks.md.

/*
 * Goal: what a parser of RFC 4180 reads back is what was written, but for the apostrophe before what a spreadsheet would run.
 * Method: random tables made of the characters that matter, written in pages of random sizes, read by another program.
 */
const hostile = fc.constantFrom(
  "=",
  "+",
  "-",
  "@",
  "\t",
  "\r",
  "\n",
  '"',
  ",",
  ";",
  "'",
  " ",
  "|",
  "%",
  "＝",
  "ä",
  "日",
  "😀",
  "a",
  "1",
);
const text = fc.array(hostile, { maxLength: 12 }).map((signs) => signs.join(""));
const cell = fc.oneof(text, fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
type Cells = readonly [string | number | boolean | null, string | number | boolean | null];
const table = fc.array(fc.tuple(cell, cell), { maxLength: 30 });

const columns = { first: ([one]: Cells) => one, second: ([, two]: Cells) => two };

function pagesOf<Row>(rows: readonly Row[], size: number): (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, page) => rows.slice(page * size, (page + 1) * size));
}

function csvOfPages(rows: readonly Cells[], size: number): string {
  const writer = csvWriter<Cells>(columns);
  const pages = pagesOf(rows, size).map((page, index) => writer.page(page, index === 0));
  return textOf(fileOf("rows", "csv", 0, [writer.begin(), ...pages, writer.end(rows.length)]));
}

/** As a program reads it that knows nothing of us. */
function parsed(written: string): string[][] {
  expect(written.startsWith("\uFEFF")).toBe(true);
  const { data, errors } = Papa.parse<string[]>(written.slice(1), { delimiter: ",", newline: "\r\n" });
  expect(errors).toEqual([]);
  // The last line ends with a line break, as each does.
  expect(data.pop()).toEqual([""]);
  return data;
}

function plain(value: string | number | boolean | null): string {
  return value === null ? "" : String(value);
}

describe("a CSV file", () => {
  it("is read back as it was written, and no cell of it begins a formula", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 7 }), (rows, size) => {
        const [head, ...lines] = parsed(csvOfPages(rows, size));
        expect(head).toEqual(["first", "second"]);
        expect(lines).toHaveLength(rows.length);
        for (const [at, line] of lines.entries()) {
          for (const [column, found] of line.entries()) {
            const written = rows[at]?.[column] ?? null;
            if (typeof written === "string") expect(found).not.toMatch(/^\s*[=+\-@\t\r|%＝＋－＠]/);
            const isGuarded = typeof written === "string" && found === `'${written}`;
            expect(isGuarded ? found.slice(1) : found).toBe(plain(written));
          }
        }
      }),
      runs(300),
    );
  });

  it("puts the apostrophe before formulas only", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9 äß',;"]{0,20}$/), (words) => {
        const [, line] = parsed(csvOfPages([[words, 1]], 1));
        expect(line).toEqual([words, "1"]);
      }),
      runs(200),
    );
  });

  it("is the same whatever the pages were", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 7 }), (rows, size) => {
        const whole = rows.map(([one, two]) => [one, two]);
        expect(csvOfPages(rows, size)).toBe(textOf(csvFile("rows", 0, ["first", "second"], whole)));
      }),
      runs(100),
    );
  });
});

describe("a JSON file", () => {
  it("is one document with what was asked, every row and their number", () => {
    const head = { list: "rows", exportedAt: "2026-11-30T06:00:00.000Z", filter: { service: 'a"b' } };
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (rows, size) => {
        const writer = jsonWriter(head);
        const pages = pagesOf(rows, size).map((page, index) => writer.page(page, index === 0));
        const file = fileOf("rows", "json", 0, [writer.begin(), ...pages, writer.end(rows.length)]);
        expect(JSON.parse(textOf(file))).toEqual({
          ...head,
          items: JSON.parse(JSON.stringify(rows)),
          count: rows.length,
        });
      }),
      runs(200),
    );
  });

  it("writes whole numbers without end as text, and is named by what it holds and when", () => {
    const writer = jsonWriter({ list: "rows", exportedAt: "", filter: {} });
    const at = Date.parse("2026-11-30T06:15:00.123Z");
    const file = fileOf("rows", "json", at, [writer.begin(), writer.page([{ n: 2n ** 70n }], true), writer.end(1)]);
    expect(JSON.parse(textOf(file)).items).toEqual([{ n: "1180591620717411303424" }]);
    expect(file).toMatchObject({
      fileName: "rows-20261130T061500Z.json",
      contentType: "application/json; charset=utf-8",
    });
  });
});
