import { AppError } from "@/lib/kernel/app-error";
import { readTable } from "@/lib/platform/csv-table";
import { storable } from "@/lib/platform/storable";
import { type ImportFormat, importLimits, type TablePreview } from "./contract";
import { guessColumns, guessSubject } from "./domain/csv-fields";
import type { ImportRecord } from "./domain/draft";
import { splitJson } from "./domain/json-records";
import type { FileReaders, UnpackedFile } from "./port";
import { joinRecords } from "./read-record";

/** A file as records, in an order that depends on its bytes alone. */
export interface ReadFile {
  readonly header: readonly string[];
  readonly records: readonly ImportRecord[];
  readonly preview: TablePreview | null;
  /** What could not be read as a record at all. */
  readonly faults: readonly { readonly row: number; readonly message: string }[];
}

const previewRows = 20;
const previewCell = 200;

function refuse(message: string, remedy: string): AppError {
  return new AppError("invalid_input", {
    detail: message,
    reasons: [{ code: "invalid_file", field: "file", message, remedy }],
  });
}

function readTables(files: readonly UnpackedFile[]): ReadFile {
  const [file] = files;
  if (file === undefined || files.length > 1) {
    throw refuse("The archive holds more than one table.", "Import each table by itself.");
  }
  const table = readTable(file.text);
  const records = table.rows.flatMap((value, index) => (value.length === 0 ? [] : [{ row: index + 2, value }]));
  const subject = guessSubject(table.header);
  const preview = {
    header: [...table.header],
    rows: records.slice(0, previewRows).map(({ value }) => value.map((cell) => storable(cell.slice(0, previewCell)))),
    delimiter: table.delimiter,
    guess: { subject, columns: { ...guessColumns(subject, table.header) } },
  };
  return { header: table.header, records, preview, faults: table.faults };
}

function readDocuments(format: ImportFormat, files: readonly UnpackedFile[]): ReadFile {
  const records: ImportRecord[] = [];
  const faults: { row: number; message: string }[] = [];
  for (const file of files) {
    const split = splitJson(file.text, records.length + faults.length + 1);
    for (const record of split.records) records.push(record);
    faults.push(...split.faults);
  }
  return { header: [], records: joinRecords(format, records), preview: null, faults };
}

/** Unpack and split a file. Throws AppError `invalid_input` when there is nothing to read, or too much. */
export async function readFile(
  file: { readonly name: string; readonly bytes: Uint8Array; readonly format: ImportFormat },
  readers: FileReaders,
): Promise<ReadFile> {
  const files = await readers.unpack(file.name, file.bytes);
  const read = file.format === "csv" ? readTables(files) : readDocuments(file.format, files);
  if (read.records.length > importLimits.maxRecords) {
    throw refuse(`The file has more than ${importLimits.maxRecords} records.`, "Split it, for example by month.");
  }
  if (read.records.length === 0) throw refuse("The file has no records.", "Send a file with at least one.");
  return read;
}
