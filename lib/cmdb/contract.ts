import { z } from "zod";
import { Revision, Slug, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** Shapes of the CMDB and of reconciliation as browsers and machines see them. Client-safe. */

export const differenceKinds = [
  "missing_in_cmdb",
  "missing_in_pipeline",
  "version_differs",
  "environment_differs",
  "stale_record",
  "owner_differs",
  "not_observed_as_recorded",
] as const;
export const DifferenceKind = z.enum(differenceKinds);
export type DifferenceKind = z.infer<typeof DifferenceKind>;

export const DifferenceState = z.enum(["open", "accepted", "fixed"]);
export type DifferenceState = z.infer<typeof DifferenceState>;

export const DifferenceView = z.object({
  id: z.string(),
  kind: DifferenceKind,
  service: z.string(),
  /** Slug of our service; null when the CMDB names one that is not ours. */
  serviceSlug: z.string().nullable(),
  environment: z.string(),
  cmdb: z.string().nullable(),
  pipeline: z.string().nullable(),
  observed: z.string().nullable(),
  sentence: z.string(),
  state: DifferenceState,
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  fixedAt: z.string().nullable(),
  revision: z.number(),
});
export type DifferenceView = z.infer<typeof DifferenceView>;
export const DifferencePage = pageOf(DifferenceView);
export type DifferencePage = z.infer<typeof DifferencePage>;

/** What a comparison could see. */
export const Coverage = z.object({
  /** Services × environments that something is known of. */
  lanes: z.number(),
  /** Of them, those that both pipeline and CMDB know. */
  compared: z.number(),
  /** Of them, those whose running version a data plane or the service itself shows. */
  observed: z.number(),
  items: z.number(),
  /** Items whose service and environment are ours. */
  placedItems: z.number(),
  /** Deployments too young to be expected in the CMDB. */
  settling: z.number(),
  /** Why nothing is said about the CMDB; null when it is known. */
  cmdbUnknown: z.string().nullable(),
  /** When the oldest of the reads that count was complete. */
  cmdbReadAt: z.string().nullable(),
});
export type Coverage = z.infer<typeof Coverage>;

export const ReconciliationStatus = z.object({
  /** Null: nothing was compared yet. */
  lastRun: z.object({ at: z.string(), cause: z.string(), coverage: Coverage, openCount: z.number() }).nullable(),
  sources: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      kind: z.string(),
      items: z.number(),
      lastCompleteAt: z.string().nullable(),
      /** Why the last read failed; null when it did not. */
      failure: z.string().nullable(),
      isReading: z.boolean(),
    }),
  ),
  counts: z.object({ open: z.number(), accepted: z.number(), fixed: z.number() }),
});
export type ReconciliationStatus = z.infer<typeof ReconciliationStatus>;

export const ListDifferencesInput = z.strictObject({
  ...PageInput,
  state: DifferenceState.optional(),
  kind: DifferenceKind.optional(),
  service: Slug.optional(),
  environment: Slug.optional(),
});

const DifferenceId = z.string().min(1).max(64);

export const AcceptDifferenceInput = z.strictObject({ id: DifferenceId, revision: Revision, reason: title(1_000) });
export const ReopenDifferenceInput = z.strictObject({ id: DifferenceId, revision: Revision, reason: title(1_000) });

export const cmdbFileMaxCharacters = 700_000;

export const BringCmdbInput = z.strictObject({
  /** Slug of a connection of the kind csv_cmdb. */
  connection: Slug,
  /** The whole table, with a header. What is not in it any more counts as removed. */
  csv: z.string().min(1, "Send a table.").max(cmdbFileMaxCharacters, "Send at most 700000 characters."),
});

export const ReadCmdbInput = z.strictObject({ connection: Slug });
