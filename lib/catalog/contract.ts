import { z } from "zod";
import { QueryFlag, Revision, SearchText, Slug, title, wholeNumber } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { RolloutPhase } from "@/lib/rollouts/contract";

/** What browsers and machines send and get about services, environments and versions. Client-safe. */

const ServiceName = title(80);
const Description = z.string().trim().max(2_000, "Use at most 2000 characters.");
const TierField = z.number("Give the tier as a number from 0 to 3.").int().min(0).max(3);
const RepositoryUrl = z
  .url({ protocol: /^https?$/, error: "Give an address that begins with https:// or http://." })
  .max(500)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.username === "" && url.password === "";
  }, "Leave user name and password out of the address.");

/** Folders of the repository that are the service's; empty: all of it. */
const RepositoryPaths = z.array(title(300)).max(50, "Name at most 50 folders.");
/** How many hours after a deployment an incident may be its doing; null: as long as the rule says. */
const AttributionHours = wholeNumber(1, 720);

export const VersionName = z
  .string()
  .trim()
  .max(100, "Use at most 100 characters.")
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, "Use letters, digits and . _ + - and begin with a letter or digit.");
export const CommitSha = z.string().regex(/^[0-9a-f]{7,64}$/, "Give the commit's hexadecimal hash.");
export const ArtifactDigest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "Write it as sha256: and 64 hexadecimal digits.");

export const CreateServiceInput = z.strictObject({
  slug: Slug,
  name: ServiceName,
  description: Description.default(""),
  tier: TierField,
  /** Slug of the team that owns it. */
  ownerTeam: Slug.nullable().default(null),
  repositoryUrl: RepositoryUrl.nullable().default(null),
  repositoryPaths: RepositoryPaths.default([]),
  attributionHours: AttributionHours.nullable().default(null),
});

export const EditServiceInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  name: ServiceName.optional(),
  description: Description.optional(),
  tier: TierField.optional(),
  ownerTeam: Slug.nullable().optional(),
  repositoryUrl: RepositoryUrl.nullable().optional(),
  repositoryPaths: RepositoryPaths.optional(),
  attributionHours: AttributionHours.nullable().optional(),
});

export const ServiceSlugInput = z.strictObject({ slug: Slug });
export const ServiceRevisionInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  reason: z.string().trim().max(1_000, "Use at most 1000 characters.").optional(),
});

export const ListServicesInput = z.strictObject({
  ...PageInput,
  /** Part of the name, slug or description. */
  q: SearchText.optional(),
  tier: wholeNumber(0, 3).optional(),
  /** Slug of the owner team. */
  team: Slug.optional(),
  archived: QueryFlag,
});

export const EnvironmentKind = z.enum(["development", "testing", "staging", "production"]);
export type EnvironmentKind = z.infer<typeof EnvironmentKind>;

const Rank = z.number("Give the rank as a number from 0 to 1000.").int().min(0).max(1_000);

export const CreateEnvironmentInput = z.strictObject({
  slug: Slug,
  name: title(60),
  kind: EnvironmentKind,
  /** Orders environments from the first that a change reaches to the last. */
  rank: Rank,
});

export const EditEnvironmentInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  name: title(60).optional(),
  kind: EnvironmentKind.optional(),
  rank: Rank.optional(),
});

export const ListEnvironmentsInput = z.strictObject({});

export const RegisterVersionInput = z.strictObject({
  /** Slug of the service. */
  slug: Slug,
  name: VersionName,
  commitSha: CommitSha.optional(),
  artifactDigest: ArtifactDigest.optional(),
});

export const ListVersionsInput = z.strictObject({ ...PageInput, slug: Slug });

// ─────────────────────────── answers ───────────────────────────

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const ServiceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  tier: z.number(),
  ownerTeam: Place.nullable(),
  repositoryUrl: z.string().nullable(),
  repositoryPaths: z.array(z.string()),
  attributionHours: z.number().nullable(),
  createdAt: at,
  updatedAt: at,
  archivedAt: at.nullable(),
  revision: z.number(),
});
export type ServiceView = z.infer<typeof ServiceView>;

export const RunningSlot = z.object({
  slot: z.enum(["a", "b"]),
  version: z.string().nullable(),
  isLive: z.boolean(),
  since: at,
});
export type RunningSlot = z.infer<typeof RunningSlot>;

export const ActiveRollout = z.object({
  id: z.string(),
  number: z.number(),
  phase: RolloutPhase,
  strategy: z.string(),
  stableVersion: z.string(),
  canaryVersion: z.string(),
  desiredSharePercent: z.number(),
  observedSharePercent: z.number().nullable(),
  pauseReasons: z.array(z.string()),
});
export type ActiveRollout = z.infer<typeof ActiveRollout>;

/** What runs of one service in one environment, and how we know. */
export const RunningInEnvironment = z.object({
  environment: Place.extend({ kind: EnvironmentKind, rank: z.number() }),
  targetId: z.string().nullable(),
  slots: z.array(RunningSlot),
  /** The version that has the traffic: from the target's live slot, else from the last deployment that succeeded. */
  live: z.object({ version: z.string(), since: at, from: z.enum(["target", "deployment"]) }).nullable(),
  rollout: ActiveRollout.nullable(),
  queuedRollouts: z.number(),
});
export type RunningInEnvironment = z.infer<typeof RunningInEnvironment>;

export const ServiceListItem = ServiceView.extend({ running: z.array(RunningInEnvironment) });
export type ServiceListItem = z.infer<typeof ServiceListItem>;
export const ServicePage = pageOf(ServiceListItem);
export type ServicePage = z.infer<typeof ServicePage>;

export const RecentDeployment = z.object({
  id: z.string(),
  environment: Place,
  version: z.string(),
  attempt: z.number(),
  origin: z.enum(["rollout", "rollback", "pipeline", "import"]),
  kind: z.enum(["normal", "rollback", "hotfix", "redeploy", "emergency", "flag_only"]),
  state: z.enum(["running", "succeeded", "failed", "rolled_back", "cancelled"]),
  rolloutId: z.string().nullable(),
  startedAt: at,
  finishedAt: at.nullable(),
  startedBy: z.string(),
});
export type RecentDeployment = z.infer<typeof RecentDeployment>;

/** Every environment is listed, also those where the service does not run yet. */
export const ServiceDetail = ServiceListItem.extend({ recentDeployments: z.array(RecentDeployment) });
export type ServiceDetail = z.infer<typeof ServiceDetail>;

export const EnvironmentView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: EnvironmentKind,
  rank: z.number(),
  targets: z.number(),
  openRollouts: z.number(),
  createdAt: at,
  revision: z.number(),
});
export type EnvironmentView = z.infer<typeof EnvironmentView>;
export const EnvironmentList = z.object({ items: z.array(EnvironmentView) });
export type EnvironmentList = z.infer<typeof EnvironmentList>;

export const VersionView = z.object({
  id: z.string(),
  name: z.string(),
  commitSha: z.string().nullable(),
  artifactDigest: z.string().nullable(),
  createdAt: at,
  /** Where a slot holds it now. */
  runsIn: z.array(z.object({ environment: z.string(), slot: z.enum(["a", "b"]), isLive: z.boolean() })),
});
export type VersionView = z.infer<typeof VersionView>;
export const VersionPage = pageOf(VersionView);
export type VersionPage = z.infer<typeof VersionPage>;

/** `created` is false when this version was known already. */
export const RegisteredVersion = VersionView.extend({ created: z.boolean() });
export type RegisteredVersion = z.infer<typeof RegisteredVersion>;
