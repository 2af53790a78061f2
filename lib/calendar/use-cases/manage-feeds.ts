import { AppError } from "@/lib/kernel/app-error";
import { type Actor, may, personOf } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { defineQuery, defineUseCase } from "@/lib/platform/use-case";
import {
  FeedIdInput,
  type FeedList,
  type FeedView,
  ListFeedsInput,
  RenameFeedInput,
  type RevokedFeed,
} from "../feed-contract";
import { findFeed, listFeedViews, ownTeams } from "../feed-read-model";
import { renameFeedRow, revokeFeedRow } from "../feed-store";

/** Feeds: one's own, or everybody's for those who may revoke them. */
export const listFeeds = defineQuery({
  name: "feed.list",
  permission: "feed:own",
  input: ListFeedsInput,
  async handle({ input, actor, db }): Promise<FeedList> {
    if (input.owner === "all" && !may(actor, "token:manage")) {
      const detail = `To see everybody's feeds, one needs to be ${whoMay("token:manage")}.`;
      throw new AppError("forbidden", { detail });
    }
    const executor = prismaExecutor(db);
    const personId = personOf(actor) ?? "";
    const items = await listFeedViews(executor, input.owner === "all" ? null : personId);
    return { items, teams: await ownTeams(executor, personId) };
  },
});

/** Call a feed of one's own something else. */
export const renameFeed = defineUseCase({
  name: "feed.rename",
  permission: "feed:own",
  input: RenameFeedInput,
  subject: (input) => ({ kind: "feed", id: input.id ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<FeedView> {
    const before = await feedFor(tx, input.id, actor, false);
    await renameFeedRow(prismaExecutor(tx), input.id, input.name);
    const subject = { kind: "feed", id: input.id, name: input.name };
    await record({ subject, before: { name: before.name }, after: { name: input.name } });
    await hint({ topic: "feed", id: input.id, revision: 2 });
    return { ...before, name: input.name };
  },
});

/** End a feed at once: one's own, or anybody's for those who may revoke tokens. */
export const revokeFeed = defineUseCase({
  name: "feed.revoke",
  permission: "feed:own",
  input: FeedIdInput,
  subject: (input) => ({ kind: "feed", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<RevokedFeed> {
    const before = await feedFor(tx, input.id, actor, may(actor, "token:manage"));
    await revokeFeedRow(prismaExecutor(tx), input.id, now);
    await record({ subject: { kind: "feed", id: input.id, name: before.name }, before });
    await hint({ topic: "feed", id: input.id, revision: 3 });
    return { id: input.id };
  },
});

/** Somebody else's feed and none look the same to those who may not end it. */
async function feedFor(tx: Tx, id: string, actor: Actor, mayBeOthers: boolean): Promise<FeedView> {
  const found = await findFeed(prismaExecutor(tx), id);
  if (found && (mayBeOthers || found.ownerId === personOf(actor))) return found.view;
  throw new AppError("not_found", { detail: "There is no such feed of yours." });
}
