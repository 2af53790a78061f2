import { createHash } from "node:crypto";

/** What a stream of points is kept under. */
export function hashOfStream(streamKey: string): string {
  return createHash("sha256").update(streamKey).digest("base64url");
}
