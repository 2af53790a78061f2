import writeXlsxFile, { type Cell } from "write-excel-file/node";

export type SheetCell = string | number | null;

export interface Sheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
}

export const spreadsheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Signs that a sheet's name may not have, and its length. */
const unnameable = /[\\/?*[\]:]/g;
const longestName = 31;

/**
 * A workbook (Office Open XML) of tables: a bold head that stays in sight, numbers as numbers, nothing as an empty cell. Texts are stored as
 * texts, so that none is run as a formula.
 */
export function spreadsheetOf(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const written = sheets.map(({ name, columns, rows }) => ({
    sheet: name.replaceAll(unnameable, " ").slice(0, longestName),
    stickyRowsCount: 1,
    columns: columns.map((title, at) => ({ width: widthOf(title, rows, at) })),
    data: [
      columns.map((value): Cell => ({ value, type: String, fontWeight: "bold" })),
      ...rows.map((row) => row.map((value): Cell => cellOf(value))),
    ],
  }));
  return writeXlsxFile(written).toBuffer();
}

function cellOf(value: SheetCell): Cell {
  if (value === null) return null;
  return typeof value === "number" ? { value, type: Number } : { value, type: String };
}

/** In characters, between readable bounds. */
function widthOf(title: string, rows: Sheet["rows"], at: number): number {
  const longest = rows.reduce((most, row) => Math.max(most, String(row[at] ?? "").length), title.length);
  return Math.min(60, longest + 2);
}
