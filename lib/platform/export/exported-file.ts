import { z } from "zod";
import { type CsvCell, csvLines } from "@/lib/kernel/csv";

/** What rows are written as. */
export const ExportFormat = z.enum(["csv", "json"], "Write csv or json.");
export type ExportFormat = z.infer<typeof ExportFormat>;

/** A file that an operation answers with: whole, so that nobody takes a part for everything. */
export interface ExportedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
}

/** The name of each column in the file, and its value of a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => CsvCell>>;

const contentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
};

/** Without it Excel takes UTF-8 for the alphabet of its machine. */
const byteOrderMark = "\uFEFF";

/** A CSV file of these lines. */
export function csvFile(
  rows: string,
  atMs: number,
  columns: readonly string[],
  lines: readonly (readonly CsvCell[])[],
): ExportedFile {
  return fileOf(rows, "csv", atMs, [bytes(byteOrderMark + csvLines([columns, ...lines]))]);
}

/** `rollouts-20261130T061500Z.csv` of these parts. */
export function fileOf(
  rows: string,
  format: ExportFormat,
  atMs: number,
  parts: readonly Uint8Array<ArrayBuffer>[],
): ExportedFile {
  const moment = new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, "");
  return { fileName: `${rows}-${moment}.${format}`, contentType: contentTypes[format], parts };
}

/** Writes rows as they come, page by page. */
export interface RowWriter<Row> {
  begin(): Uint8Array<ArrayBuffer>;
  page(rows: readonly Row[], isFirst: boolean): Uint8Array<ArrayBuffer>;
  end(count: number): Uint8Array<ArrayBuffer>;
}

/** What is said about the rows in a document. */
export interface RowsHead {
  readonly list: string;
  readonly exportedAt: string;
  readonly filter: Readonly<Record<string, string>>;
}

/** A table with a name for each column. */
export function csvWriter<Row>(columns: Columns<Row>): RowWriter<Row> {
  const cells = Object.values(columns);
  return {
    begin: () => bytes(byteOrderMark + csvLines([Object.keys(columns)])),
    page: (rows) => bytes(csvLines(rows.map((row) => cells.map((cell) => cell(row))))),
    end: () => bytes(""),
  };
}

/** The rows as the API gives them, a row a line, after what was asked and before their number. */
export function jsonWriter<Row>(head: RowsHead): RowWriter<Row> {
  return {
    begin: () => bytes(`${JSON.stringify(head).slice(0, -1)},"items":[`),
    page: (rows, isFirst) =>
      bytes(rows.map((row, index) => `${isFirst && index === 0 ? "\n" : ",\n"}${JSON.stringify(row, plain)}`).join("")),
    end: (count) => bytes(`\n],"count":${count}}\n`),
  };
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

const encoder = new TextEncoder();

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}
