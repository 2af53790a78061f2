import { z } from "zod";
import { Slug, title } from "@/lib/platform/fields";
import { ObjectivePreview, SloDefinition, SloMethod, SloPeriod } from "./contract";
import { ObjectiveDependency } from "./dependency-contract";
import { ObjectiveSli } from "./sli-contract";
import { TargetPercent } from "./target-percent-contract";

/** Objectives, and what is filed beside them, as files: what pipelines and browsers send and get. Client-safe. */

/** A percentage as YAML has it, quoted or as a number. 99.95 stays exactly that. */
const Percent = z
  .union([z.string().max(20), z.number().gt(0).lt(100)], "Write a percentage below 100, such as 99.9.")
  .transform(String)
  .pipe(TargetPercent);

const SlicePercent = z
  .union([z.string().max(20), z.number().gt(0).max(100)], "Write a percentage up to 100, such as 99.")
  .transform(String)
  .pipe(TargetPercent.or(z.literal("100")));

const SliceMethod = z.strictObject({ kind: z.literal("timeslices"), slicePercent: SlicePercent });

/** One objective of a file of the product's own kind. */
export const ObjectiveEntry = z.strictObject({
  slug: Slug.describe("Short name; it cannot be changed."),
  name: title(80).describe("Name for people."),
  service: Slug.describe("Service of the catalog."),
  environment: Slug.describe("Environment of the catalog."),
  sli: ObjectiveSli.describe("What counts as good."),
  targetPercent: Percent.describe("Share that must be good, below 100."),
  period: SloPeriod.describe("The stretch of time that the target is about."),
  method: z
    .discriminatedUnion("kind", [SloMethod.options[0], SliceMethod, SloMethod.options[2]])
    .default({ kind: "occurrences" })
    .describe("Whether requests or good minutes are counted, or the shares of minutes averaged."),
  dependsOn: z
    .array(ObjectiveDependency)
    .max(20, "Name at most 20 dependencies.")
    .optional()
    .describe("What it stands on: objectives and terms of vendors."),
  alerting: SloDefinition.shape.alerting.describe("When somebody is told."),
});
export type ObjectiveEntry = z.infer<typeof ObjectiveEntry>;

export const objectivesApiVersion = "signalbox/v1";

/** A file of objectives. Editors check it by the JSON Schema that is made from this. */
export const ObjectivesFile = z.strictObject({
  apiVersion: z.literal(objectivesApiVersion),
  kind: z.literal("Objectives"),
  objectives: z.array(ObjectiveEntry).max(200, "Put at most 200 objectives into a file."),
});

const ObjectiveFile = z.strictObject({
  name: title(200),
  text: z.string().min(1, "The file is empty.").max(400_000, "Use at most 400 000 characters for a file."),
});

const asked = {
  files: z.array(ObjectiveFile).min(1, "Give at least one file.").max(50, "Give at most 50 files."),
  /** For OpenSLO documents that name no environment. */
  environment: Slug.optional(),
  /** Retire the objectives of the services in these files, and the policies and clocks of the kinds in them, that the files do not have. */
  retireMissing: z.boolean().default(false),
};

export const PlanObjectivesInput = z.strictObject(asked);
export type PlanObjectivesInput = z.infer<typeof PlanObjectivesInput>;

export const ContentHash = z.string().regex(/^[0-9a-f]{64}$/, "Give the hash that you were shown.");

export const ApplyObjectivesInput = z.strictObject({
  ...asked,
  planHash: ContentHash,
  reason: title(1_000),
});

export const exportFormats = ["openslo", "sloth", "prometheus", "signalbox"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const ExportObjectivesInput = z.strictObject({
  format: z.enum(exportFormats),
  service: Slug.optional(),
  environment: Slug.optional(),
});

/** A part of a document that is not taken as it stands. Those that block change what would be promised; the others are only told. */
export const DocumentFault = z.object({
  file: z.string(),
  /** Which document of the file, from 0. */
  document: z.number(),
  /** Dotted path inside of the document. */
  path: z.string(),
  line: z.number().nullable(),
  message: z.string(),
  remedy: z.string(),
  isBlocking: z.boolean(),
});
export type DocumentFault = z.infer<typeof DocumentFault>;

export const FieldChange = z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() });
export type FieldChange = z.infer<typeof FieldChange>;

/** What a change would have meant; null with the reason where nothing can be said. */
export const ChangeMeaning = z.object({
  before: ObjectivePreview.nullable(),
  after: ObjectivePreview.nullable(),
  why: z.string().nullable(),
});
export type ChangeMeaning = z.infer<typeof ChangeMeaning>;

export const PlannedAction = z.enum(["create", "change", "retire", "unchanged"]);

export const PlannedChange = z.object({
  /** Kind of document: `Objectives`, `BudgetPolicies`, `BusinessSchedules`, `ClockDefinitions`. */
  kind: z.string(),
  action: PlannedAction,
  slug: z.string(),
  name: z.string(),
  /** Null for what is promised at no place of its own. */
  service: z.string().nullable(),
  environment: z.string().nullable(),
  /** What it is now; null for a new one. */
  revision: z.number().nullable(),
  fields: z.array(FieldChange),
  meaning: ChangeMeaning.nullable(),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

export const ObjectivesPlan = z.object({
  /** Names exactly these changes on exactly what is there; `apply` takes no other. */
  hash: z.string(),
  hasChanges: z.boolean(),
  counts: z.object({ create: z.number(), change: z.number(), retire: z.number(), unchanged: z.number() }),
  changes: z.array(PlannedChange),
  /** What the files say and the product leaves out, without changing what is promised. */
  notes: z.array(DocumentFault),
});
export type ObjectivesPlan = z.infer<typeof ObjectivesPlan>;

export const AppliedObjectives = z.object({
  hash: z.string(),
  counts: ObjectivesPlan.shape.counts,
  changed: z.array(z.object({ kind: z.string(), action: PlannedAction, slug: z.string(), revision: z.number() })),
});
export type AppliedObjectives = z.infer<typeof AppliedObjectives>;

/** What a format cannot say of an objective. */
export const ExportNote = z.object({
  objective: z.string(),
  path: z.string(),
  message: z.string(),
  remedy: z.string(),
  /** The objective is not in the text at all. */
  isOmitted: z.boolean(),
});
export type ExportNote = z.infer<typeof ExportNote>;

export const ExportedObjectives = z.object({
  format: z.enum(exportFormats),
  text: z.string(),
  count: z.number(),
  notes: z.array(ExportNote),
});
export type ExportedObjectives = z.infer<typeof ExportedObjectives>;
