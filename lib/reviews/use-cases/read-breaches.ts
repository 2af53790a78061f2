import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { listBreachViews } from "../breach-read-model";
import { type BreachDetail, BreachIdInput, type BreachView, ListBreachesInput } from "../contract";
import { reviewRulesAt } from "../review-rules-read-model";
import { breachDetail } from "./breach-detail";

/** Promises that were broken, newest first. */
export const listBreaches = defineQuery({
  name: "breach.list",
  permission: "review:read",
  input: ListBreachesInput,
  async handle({ input, db, now }): Promise<Page<BreachView>> {
    const executor = prismaExecutor(db);
    return listBreachViews(executor, input, (await reviewRulesAt(executor, now)).rules, now);
  },
});

/** One breach: what broke it, what happened around it, who was told, and how it ended. */
export const getBreach = defineQuery({
  name: "breach.get",
  permission: "review:read",
  input: BreachIdInput,
  handle: ({ input, db, now, actor }): Promise<BreachDetail> => breachDetail(db, input.id, actor, now),
});
