import { z } from "zod";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import { Revision, Slug, title, wholeNumber } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { tableSubjects } from "./domain/csv-fields";

/** Shapes of history imports as browsers and machines see them. Client-safe. */

export const importLimits = {
  maxFileBytes: 20 * 1_048_576,
  /** Before base64. */
  partBytes: 524_288,
  maxUnpackedBytes: 100 * 1_048_576,
  maxEntries: 100,
  maxRecords: 500_000,
  /** Faults kept with their words; all are counted. */
  maxKeptFaults: 10_000,
} as const;

export const importFormats = ["csv", "facts", "github", "gitlab", "jenkins", "pagerduty", "devlake"] as const;
export const ImportFormat = z.enum(importFormats);
export type ImportFormat = z.infer<typeof ImportFormat>;

export const ImportState = z.enum([
  "uploading",
  "reading",
  "mapping",
  "checking",
  "checked",
  "running",
  "done",
  "failed",
  "cancelled",
]);
export type ImportState = z.infer<typeof ImportState>;

const ImportId = z.string().min(1).max(64);
const tooLarge = "Send at most 20 MB; split the file by time.";

export const CreateImportInput = z.strictObject({
  fileName: title(200),
  format: ImportFormat,
  sizeBytes: wholeNumber(1, 2_147_483_647).refine((size) => size <= importLimits.maxFileBytes, tooLarge),
  /** Slug of the event source whose names the file uses. Absent: the source that all imports without one share. */
  source: Slug.optional(),
});

export const AddPartInput = z.strictObject({
  id: ImportId,
  index: wholeNumber(0, Math.ceil(importLimits.maxFileBytes / importLimits.partBytes) - 1),
  /** The bytes from `index × 524288` on, at most 524288 of them, in base64. */
  data: z
    .base64("Send base64.")
    .min(1)
    .max(Math.ceil(importLimits.partBytes / 3) * 4),
});

/** How a table is read. */
export const TableMapping = z.strictObject({
  subject: z.enum(tableSubjects),
  /** Our field → the file's column. */
  columns: z
    .record(z.string().max(60), z.string().min(1).max(200))
    .refine((columns) => Object.keys(columns).length <= 40, "Map at most 40 columns."),
  /** Zone of times that name none. */
  zone: z.string().max(60).refine(isTimeZone, "Write a zone such as Europe/Berlin or UTC.").nullable().default(null),
  /** What comes first in dates such as 03/04/2026. */
  dateOrder: z.enum(["dmy", "mdy"], "Use dmy or mdy.").nullable().default(null),
});
export type TableMapping = z.infer<typeof TableMapping>;

export const CheckImportInput = z.strictObject({ id: ImportId, revision: Revision, mapping: TableMapping });

export const RunImportInput = z.strictObject({
  id: ImportId,
  revision: Revision,
  /** Import the records without faults and leave the others out. */
  leaveOutFaulty: z.boolean().default(false),
});

export const ImportIdInput = z.strictObject({ id: ImportId });
export const ListImportsInput = z.strictObject({ ...PageInput });
export const ListFaultsInput = z.strictObject({ id: ImportId, ...PageInput });

export const TablePreview = z.object({
  header: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  delimiter: z.string(),
  guess: z.object({ subject: z.enum(tableSubjects), columns: z.record(z.string(), z.string()) }),
});
export type TablePreview = z.infer<typeof TablePreview>;

export const ImportView = z.object({
  id: z.string(),
  fileName: z.string(),
  format: ImportFormat,
  state: ImportState,
  source: z.object({ slug: z.string(), name: z.string() }),
  sizeBytes: z.number(),
  receivedBytes: z.number(),
  preview: TablePreview.nullable(),
  mapping: TableMapping.nullable(),
  recordCount: z.number().nullable(),
  /** Records that are done with, in the present state. */
  position: z.number(),
  factCount: z.number(),
  newFactCount: z.number(),
  faultCount: z.number(),
  failure: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  revision: z.number(),
});
export type ImportView = z.infer<typeof ImportView>;
export const ImportPage = pageOf(ImportView);
export type ImportPage = z.infer<typeof ImportPage>;

export const FaultView = z.object({
  index: z.number(),
  row: z.number(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
});
export type FaultView = z.infer<typeof FaultView>;
export const FaultPage = pageOf(FaultView);
export type FaultPage = z.infer<typeof FaultPage>;

export const PartResult = z.object({ receivedBytes: z.number(), state: ImportState, revision: z.number() });
export type PartResult = z.infer<typeof PartResult>;
