import { z } from "zod";
import { ArtifactDigest, CommitSha, VersionName } from "@/lib/catalog/contract";
import { Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about deployments. Client-safe. */

/** How the fact came to us. */
export const DeploymentOrigin = z.enum(["rollout", "rollback", "pipeline", "import"]);
export type DeploymentOrigin = z.infer<typeof DeploymentOrigin>;

/** What it was for. */
export const DeploymentKind = z.enum(["normal", "rollback", "hotfix", "redeploy", "emergency", "flag_only"]);
export type DeploymentKind = z.infer<typeof DeploymentKind>;

export const DeploymentState = z.enum(["running", "succeeded", "failed", "rolled_back", "cancelled"]);
export type DeploymentState = z.infer<typeof DeploymentState>;

export const ListDeploymentsInput = z.strictObject({
  ...PageInput,
  service: Slug.optional(),
  environment: Slug.optional(),
  state: DeploymentState.optional(),
  origin: DeploymentOrigin.optional(),
  kind: DeploymentKind.optional(),
  /** Only deployments that started at this time or later. */
  since: Timestamp.optional(),
});

export const DeploymentIdInput = z.strictObject({ id: z.string().min(1).max(64) });

export const maxImportRows = 500;

/** A deployment that another system made and that has ended. */
export const ImportRow = z.strictObject({
  service: Slug,
  environment: Slug,
  version: VersionName,
  commitSha: CommitSha.optional(),
  artifactDigest: ArtifactDigest.optional(),
  startedAt: Timestamp,
  finishedAt: Timestamp,
  state: DeploymentState.exclude(["running"]).default("succeeded"),
  startedBy: title(120).optional(),
  /** The sender's own name for it: sending it again does not make a second deployment. */
  externalRef: title(200),
});
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportDeploymentsInput = z.strictObject({
  rows: z.array(ImportRow).min(1, "Send at least one row.").max(maxImportRows, `Send at most ${maxImportRows} rows.`),
});

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const DeploymentView = z.object({
  id: z.string(),
  service: Place,
  environment: Place,
  version: z.string(),
  commitSha: z.string().nullable(),
  artifactDigest: z.string().nullable(),
  /** Counts the deployments of this version to this environment, from 1. */
  attempt: z.number(),
  origin: DeploymentOrigin,
  kind: DeploymentKind,
  state: DeploymentState,
  rolloutId: z.string().nullable(),
  startedAt: at,
  finishedAt: at.nullable(),
  startedBy: z.string(),
  externalRef: z.string().nullable(),
});
export type DeploymentView = z.infer<typeof DeploymentView>;
export const DeploymentPage = pageOf(DeploymentView);
export type DeploymentPage = z.infer<typeof DeploymentPage>;

export const ImportResult = z.object({
  imported: z.number(),
  /** Rows that were imported before and say the same. */
  known: z.number(),
  items: z.array(z.object({ id: z.string(), externalRef: z.string(), created: z.boolean() })),
});
export type ImportResult = z.infer<typeof ImportResult>;
