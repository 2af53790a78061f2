import { plusMs } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { listBreachViews } from "../breach-read-model";
import { listPartners } from "../breach-share-read-model";
import { type BreachDetail, BreachIdInput, type BreachView, ListBreachesInput } from "../contract";
import { reviewRulesAt } from "../review-rules-read-model";
import { type BreachPartnerList, ListBreachPartnersInput } from "../share-contract";
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

/** Who had a part in breaches, by team: those with most first. */
export const listBreachPartners = defineQuery({
  name: "breach.partners",
  permission: "review:read",
  input: ListBreachPartnersInput,
  async handle({ input, db, now }): Promise<BreachPartnerList> {
    const since = plusMs(now, -input.days * 86_400_000);
    return { since: new Date(since).toISOString(), items: await listPartners(prismaExecutor(db), since) };
  },
});

/** One breach: what broke it, what happened around it, who was told, and how it ended. */
export const getBreach = defineQuery({
  name: "breach.get",
  permission: "review:read",
  input: BreachIdInput,
  handle: ({ input, db, now, actor }): Promise<BreachDetail> => breachDetail(db, input.id, actor, now),
});
