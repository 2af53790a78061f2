import type { Fact } from "@/lib/ingest/domain/fact";
import type { SqlExecutor } from "@/lib/platform/db/executor";

/** A text file of an upload: the upload itself, or one file of its archive. */
export interface UnpackedFile {
  readonly name: string;
  readonly text: string;
}

/** What stands between bytes and records. */
export interface FileReaders {
  /**
   * The text files of an upload: plain, gzip or zip. Throws AppError `invalid_input` for what is too large after unpacking, has too many
   * or strangely named entries, or is not text.
   */
  unpack(fileName: string, bytes: Uint8Array): Promise<readonly UnpackedFile[]>;
}

/** Keep facts in the caller's transaction; answers how many are new. */
export type RecordFacts = (
  db: SqlExecutor,
  said: readonly { readonly sourceId: string; readonly deliveryId: null; readonly facts: readonly Fact[] }[],
) => Promise<{ readonly added: number }>;
