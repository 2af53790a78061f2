import type { ExportedFile } from "@/lib/platform/export/exported-file";

/** What stands in a file, its byte order mark included. */
export function textOf({ parts }: ExportedFile): string {
  return Buffer.concat(parts).toString("utf8");
}
