import { z } from "zod";
import { Slug, title } from "@/lib/platform/fields";

/** What browsers and machines send and get about feeds of the calendar. Client-safe. */

/** Kinds that feeds may hold: all that the calendar knows. */
export const feedKinds = [
  "blackout",
  "maintenance",
  "release",
  "departure",
  "rollout",
  "reservation",
  "change",
  "drill",
  "holiday",
] as const;
export type FeedKind = (typeof feedKinds)[number];

export const FeedScopeName = z.enum(["mine", "team", "all"], "Write mine, team or all.");
export type FeedScopeName = z.infer<typeof FeedScopeName>;

const FeedId = z.string().min(1).max(64);
const FeedKindName = z.enum(feedKinds, `Use ${feedKinds.join(", ")}.`);

export const CreateFeedInput = z.strictObject({
  name: title(80),
  /** `mine`: the services of one's teams, as they are when it is read; `team`: those of one of them; `all`: everything. */
  scope: FeedScopeName,
  /** Slug of one of one's teams; for the scope `team` only. */
  team: Slug.nullable().default(null),
  /** Slugs; empty for all. */
  environments: z.array(Slug).max(50, "Name at most 50 environments.").default([]),
  /** Empty for all. */
  kinds: z.array(FeedKindName).max(feedKinds.length, "Name each kind once.").default([]),
});

export const RenameFeedInput = z.strictObject({ id: FeedId, name: title(80) });
export const FeedIdInput = z.strictObject({ id: FeedId });

export const ListFeedsInput = z.strictObject({
  /** `all` is for those who may revoke them. */
  owner: z.enum(["me", "all"], "Write me or all.").default("me"),
});

const at = z.string();
const Named = z.object({ slug: z.string(), name: z.string() });

export const FeedView = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  scope: FeedScopeName,
  team: Named.nullable(),
  environments: z.array(Named),
  kinds: z.array(z.string()),
  /** The last characters of its secret, to recognise it by. */
  fingerprint: z.string(),
  createdAt: at,
  lastReadAt: at.nullable(),
  /** `lost`: its person is shut out or left the team; it answers nobody. */
  state: z.enum(["active", "lost"]),
});
export type FeedView = z.infer<typeof FeedView>;
export const FeedList = z.object({
  items: z.array(FeedView),
  /** Teams that one may make a feed of: those that one is in. */
  teams: z.array(Named),
});
export type FeedList = z.infer<typeof FeedList>;

/** Answer to making a feed. The path holds the secret and is shown once. */
export const CreatedFeed = z.object({ feed: FeedView, path: z.string().nullable() });
export type CreatedFeed = z.infer<typeof CreatedFeed>;

export const RevokedFeed = z.object({ id: z.string() });
export type RevokedFeed = z.infer<typeof RevokedFeed>;
