import { createHash } from "node:crypto";

/** SHA-256 of a canonical text, hexadecimal. */
export function contentHashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
