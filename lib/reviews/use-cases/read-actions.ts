import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { listActionViews } from "../action-read-model";
import { type ActionView, ListActionsInput } from "../contract";

/** Actions of root causes, retrospectives and meetings, the first due first. */
export const listReviewActions = defineQuery({
  name: "review-action.list",
  permission: "review:read",
  input: ListActionsInput,
  handle: ({ input, db, now }): Promise<Page<ActionView>> => listActionViews(prismaExecutor(db), input, now),
});
