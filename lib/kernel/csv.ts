export type CsvCell = string | number | boolean | null;

/** Characters that make a spreadsheet take a text for a formula (OWASP, CSV injection), also after blanks. */
const formulaStart = /^\s*[=+\-@\t\r|%＝＋－＠]/;

/**
 * A table as CSV (RFC 4180): a header line, CRLF, quotes where they are needed. A text that a spreadsheet would run as a formula gets
 * an apostrophe in front; numbers are written as numbers. Nothing is an empty cell.
 */
export function csvOf(columns: readonly string[], lines: readonly (readonly CsvCell[])[]): string {
  return csvLines([columns, ...lines]);
}

/** Lines of such a table without their header, for a table that is written part by part. */
export function csvLines(lines: readonly (readonly CsvCell[])[]): string {
  return lines.map((line) => `${line.map(cellOf).join(",")}\r\n`).join("");
}

function cellOf(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
