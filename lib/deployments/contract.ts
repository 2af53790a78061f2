import { z } from "zod";
import { ArtifactDigest, CommitSha, VersionName } from "@/lib/catalog/contract";
import { numberVerdicts } from "@/lib/incidents/domain/customer-numbers";
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

/** Was somebody's leave given? See the rule on the deployment's page. */
export const DeploymentAuthorization = z.enum(["authorized", "unauthorized", "not_required"]);
export type DeploymentAuthorization = z.infer<typeof DeploymentAuthorization>;

export const ListDeploymentsInput = z.strictObject({
  ...PageInput,
  service: Slug.optional(),
  environment: Slug.optional(),
  state: DeploymentState.optional(),
  origin: DeploymentOrigin.optional(),
  kind: DeploymentKind.optional(),
  authorization: DeploymentAuthorization.optional(),
  /** Key of a change ticket. */
  ticket: z.string().min(1).max(200).optional(),
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
  /** Key of the change ticket, as the sender or its change request named it. */
  ticketKey: z.string().nullable(),
  /** Null until its place in the lane was looked at. */
  authorization: DeploymentAuthorization.nullable(),
  /** Of flags alone: the window that held them when they were flipped without being asked for, in words; null when none did. */
  madeInFreeze: z.string().nullable(),
});
export type DeploymentView = z.infer<typeof DeploymentView>;
export const DeploymentPage = pageOf(DeploymentView);
export type DeploymentPage = z.infer<typeof DeploymentPage>;

/** A change that a deployment brought, with where its time went. Moments are epoch milliseconds. */
export const ChangeView = z.object({
  key: z.string(),
  kind: z.enum(["change_request", "commit"]),
  basis: z.enum(["graph", "time"]),
  repository: z.string(),
  number: z.number().nullable(),
  sha: z.string().nullable(),
  title: z.string(),
  author: z.string().nullable(),
  url: z.string().nullable(),
  ticketKeys: z.array(z.string()),
  commitCount: z.number(),
  /** Null when it cannot be told; then `unmeasuredReason` says why. */
  leadTimeMs: z.number().nullable(),
  unmeasuredReason: z.string().nullable(),
  bottleneck: z.string().nullable(),
  /** They add up to `leadTimeMs` exactly. A stage that is not known is null with a reason. */
  stages: z.array(z.object({ stage: z.string(), durationMs: z.number().nullable(), reason: z.string().nullable() })),
});
export type ChangeView = z.infer<typeof ChangeView>;

export const WaterfallBarView = z.object({
  key: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.string(),
  from: z.number(),
  to: z.number().nullable(),
  durationMs: z.number().nullable(),
  url: z.string().nullable(),
});

export const DeploymentDetail = DeploymentView.extend({
  kindReason: z.string().nullable(),
  authorizationReason: z.string().nullable(),
  changeOwner: z.string().nullable(),
  team: z.string().nullable(),
  fromCommit: z.string().nullable(),
  toCommit: z.string().nullable(),
  flags: z.array(z.string()),
  url: z.string().nullable(),
  /** Id of the pipeline run that did it; null when none that we know of did. */
  runId: z.string().nullable(),
  ticket: z
    .object({
      key: z.string(),
      title: z.string(),
      state: z.string(),
      type: z.string().nullable(),
      url: z.string().nullable(),
    })
    .nullable(),
  /** Tickets that its changes name, in order of their keys, at most 100; what their systems told of them, null for nothing. */
  rangeTickets: z.array(
    z.object({
      key: z.string(),
      changes: z.number(),
      title: z.string().nullable(),
      state: z.string().nullable(),
      url: z.string().nullable(),
    }),
  ),
  /** Changes that name no ticket. */
  changesWithoutTicket: z.number(),
  changes: z.array(ChangeView),
  /** Why it cannot be told what the deployment brought; null when it can. */
  changesUnknown: z.string().nullable(),
  waterfall: z
    .object({
      bars: z.array(WaterfallBarView),
      from: z.number(),
      to: z.number(),
      bottleneck: z.string().nullable(),
      withoutTimes: z.array(z.string()),
    })
    .nullable(),
  incidents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: z.string().nullable(),
      detectedAt: at,
      resolvedAt: at.nullable(),
      verdict: z.enum(["caused", "not_caused"]),
      score: z.number(),
      byPerson: z.boolean(),
      evidence: z.array(z.object({ code: z.string(), sentence: z.string(), weight: z.number() })),
    }),
  ),
  /** What customers said and did from its start `until` another version was live there, at most seven days. */
  customers: z.object({
    tickets: z.number(),
    analytics: z.number(),
    until: at,
    /** How numbers of analytics stand against the same hours of the weeks before; one for each metric that was told of. */
    numbers: z.array(
      z.object({
        metric: z.string(),
        better: z.enum(["higher", "lower"]).nullable(),
        verdict: z.enum(numberVerdicts),
        medianSince: z.number().nullable(),
        medianBefore: z.number().nullable(),
        n: z.number(),
        nBefore: z.number(),
        pValue: z.number().nullable(),
        sentence: z.string(),
      }),
    ),
    /** Newest first, at most 50. */
    items: z.array(
      z.object({
        id: z.string(),
        what: z.enum(["support_ticket", "analytics"]),
        title: z.string().nullable(),
        metric: z.string().nullable(),
        value: z.number().nullable(),
        url: z.string().nullable(),
        at,
        /** The sender names this version; else it only came in its time. */
        isNamed: z.boolean(),
      }),
    ),
  }),
});
export type DeploymentDetail = z.infer<typeof DeploymentDetail>;

export const ImportResult = z.object({
  imported: z.number(),
  /** Rows that were imported before and say the same. */
  known: z.number(),
  items: z.array(z.object({ id: z.string(), externalRef: z.string(), created: z.boolean() })),
});
export type ImportResult = z.infer<typeof ImportResult>;
