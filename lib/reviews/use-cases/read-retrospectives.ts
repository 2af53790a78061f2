import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  ListRetrospectivesInput,
  RetrospectiveIdInput,
  type RetrospectiveList,
  type RetrospectiveView,
} from "../contract";
import { findRetrospective, listOwedRetrospectives, listRetrospectiveViews } from "../retrospective-read-model";
import { reviewRulesAt } from "../review-rules-read-model";

/** Retrospectives, newest first, and objectives that owe one. */
export const listRetrospectives = defineQuery({
  name: "retrospective.list",
  permission: "review:read",
  input: ListRetrospectivesInput,
  async handle({ input, db, now }): Promise<RetrospectiveList> {
    const executor = prismaExecutor(db);
    const { items, nextCursor } = await listRetrospectiveViews(executor, input, now);
    const owed = await listOwedRetrospectives(executor, (await reviewRulesAt(executor, now)).rules, now);
    return { items: [...items], nextCursor, owed };
  },
});

/** One retrospective with its breaches, persons and actions. */
export const getRetrospective = defineQuery({
  name: "retrospective.get",
  permission: "review:read",
  input: RetrospectiveIdInput,
  async handle({ input, db, now }): Promise<RetrospectiveView> {
    const found = await findRetrospective(prismaExecutor(db), input.id, now);
    if (!found) throw notFound("retrospective", input.id);
    return found;
  },
});
