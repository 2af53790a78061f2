import Papa from "papaparse";
import { AppError } from "@/lib/kernel/app-error";
import { storable } from "./storable";

/** A table as its file has it. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  /** Rows that the parser could not read, with the row's number (the header is 1). */
  readonly faults: readonly { readonly row: number; readonly message: string }[];
}

const maxColumns = 200;

function refuse(message: string, remedy: string): AppError {
  const reasons = [{ code: "invalid_file", field: "file", message, remedy }];
  return new AppError("invalid_input", { detail: message, reasons });
}

/** Headers must differ, so that a column can be named; a second `date` is `date (2)`. */
function distinct(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((given, index) => {
    const name = storable(given.trim().slice(0, 190)) || `column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/**
 * Read a table with a header, whatever separates its columns. An empty line is a row without cells. Throws AppError
 * `invalid_input` for a file without a header.
 */
export function readTable(text: string): Table {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    delimitersToGuess: [",", ";", "\t", "|"],
    skipEmptyLines: false,
  });
  const [first, ...rest] = parsed.data;
  if (first === undefined || first.every((cell) => cell.trim() === "")) {
    throw refuse("The file has no header.", "Put the names of the columns into the first line.");
  }
  if (first.length > maxColumns) throw refuse(`The file has more than ${maxColumns} columns.`, "Leave columns out.");
  const header = distinct(first);
  const faults = parsed.errors
    .filter(({ code }) => code !== "UndetectableDelimiter")
    .map((error) => ({ row: (error.row ?? 0) + 1, message: `${error.message}.` }));
  const rows = rest.map((cells) => (cells.length === 1 && cells[0]?.trim() === "" ? [] : cells));
  return { header, rows, delimiter: parsed.meta.delimiter, faults };
}
