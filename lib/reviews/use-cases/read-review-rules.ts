import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { NoInput, type ReviewRulesView } from "../contract";
import { reviewRulesAt } from "../review-rules-read-model";

/** What is required, and when something counts as stale. */
export const getReviewRules = defineQuery({
  name: "review-rules.get",
  permission: "review:read",
  input: NoInput,
  handle: ({ db, now }): Promise<ReviewRulesView> => reviewRulesAt(prismaExecutor(db), now),
});
