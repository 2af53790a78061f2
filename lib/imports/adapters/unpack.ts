import { Readable } from "node:stream";
import { type Entry, fromBufferPromise, validateFileName } from "yauzl";
import { AppError } from "@/lib/kernel/app-error";
import { BodyTooLargeError, readCappedBody } from "@/lib/platform/http/capped-body";
import { importLimits } from "../contract";
import type { UnpackedFile } from "../port";

function refuse(message: string, remedy: string, cause?: unknown): AppError {
  const reasons = [{ code: "invalid_file", field: "file", message, remedy }];
  return new AppError("invalid_input", { detail: message, reasons, cause });
}

const tooLarge = (): AppError =>
  refuse("The file is larger than 100 MB when it is unpacked.", "Split it, for example by month.");

/** Text of bytes: UTF-8, or UTF-16 with its mark. Anything else is no text that we can be sure of. */
function textOf(name: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse(`“${name}” is not text in UTF-8.`, "Save it as UTF-8.", cause);
  }
}

async function capped(stream: Readable, encoding: string, maxBytes: number): Promise<Buffer> {
  try {
    return await readCappedBody(stream, encoding, maxBytes);
  } catch (cause) {
    if (cause instanceof BodyTooLargeError) throw tooLarge();
    throw refuse("The file is compressed, and cannot be unpacked.", "Compress it again, or send it as it is.", cause);
  }
}

function checkEntry(entry: Entry): void {
  const name = entry.fileName;
  // Nothing is written to a disk under this name; a name that wants to leave its folder is a sign of ill will all the same.
  const fault = validateFileName(name);
  if (fault !== null || /(^|[\\/])\.\.([\\/]|$)|\0/.test(name)) {
    throw refuse("The archive has a file whose name leads out of it.", "Pack the files anew.");
  }
  if ((entry.generalPurposeBitFlag & 1) === 1) throw refuse("The archive is encrypted.", "Pack it without a password.");
}

const wanted = /\.(csv|tsv|txt|json|jsonl|ndjson)$/i;

async function unzip(bytes: Uint8Array): Promise<UnpackedFile[]> {
  const files: UnpackedFile[] = [];
  let left: number = importLimits.maxUnpackedBytes;
  try {
    // The central directory is compared with the data by yauzl; entries that overlap or lie about their size are errors.
    const zip = await fromBufferPromise(Buffer.from(bytes), {
      lazyEntries: true,
      decodeStrings: true,
      validateEntrySizes: true,
    });
    if (zip.entryCount > importLimits.maxEntries) {
      throw refuse(
        `The archive has ${zip.entryCount} files; at most ${importLimits.maxEntries} are read.`,
        "Split it.",
      );
    }
    for await (const entry of zip.eachEntry()) {
      checkEntry(entry);
      if (!wanted.test(entry.fileName)) continue;
      if (entry.uncompressedSize > left) throw tooLarge();
      const body = await capped(await zip.openReadStreamPromise(entry), "", left);
      left -= body.length;
      files.push({ name: entry.fileName, text: textOf(entry.fileName, body) });
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw refuse("The archive cannot be read.", "Pack the files anew, as zip.", cause);
  }
  if (files.length === 0) throw refuse("The archive holds no CSV or JSON file.", "Pack .csv, .json or .jsonl files.");
  return files.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** The text files of an upload: plain, gzip or zip, told apart by their first bytes. */
export async function unpack(fileName: string, bytes: Uint8Array): Promise<readonly UnpackedFile[]> {
  const [first, second, third, fourth] = bytes;
  if (first === 0x50 && second === 0x4b && (third === 3 || third === 5) && (fourth === 4 || fourth === 6)) {
    return unzip(bytes);
  }
  if (first !== 0x1f || second !== 0x8b) return [{ name: fileName, text: textOf(fileName, bytes) }];
  const body = await capped(Readable.from([bytes]), "gzip", importLimits.maxUnpackedBytes);
  return [{ name: fileName.replace(/\.gz$/i, ""), text: textOf(fileName, body) }];
}
