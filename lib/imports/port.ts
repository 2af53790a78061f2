import type { Fact } from "@/lib/ingest/domain/fact";
import type { SqlExecutor } from "@/lib/platform/db/executor";

/** A text file of an upload: the upload itself, or one file of its archive. */
export interface UnpackedFile {
  readonly name: string;
  readonly text: string;
}

/** A table as its file has it. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  /** Rows that the parser could not read, with the row's number (the header is 1). */
  readonly faults: readonly { readonly row: number; readonly message: string }[];
}

/** What stands between bytes and records. */
export interface FileReaders {
  /**
   * The text files of an upload: plain, gzip or zip. Throws AppError `invalid_input` for what is too large after unpacking, has too many
   * or strangely named entries, or is not text.
   */
  unpack(fileName: string, bytes: Uint8Array): Promise<readonly UnpackedFile[]>;
  /** Read a table. Throws AppError `invalid_input` for a file without a header. */
  readTable(text: string): Table;
}

/** Keep facts in the caller's transaction; answers how many are new. */
export type RecordFacts = (
  db: SqlExecutor,
  said: readonly { readonly sourceId: string; readonly deliveryId: null; readonly facts: readonly Fact[] }[],
) => Promise<{ readonly added: number }>;
