import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ReviewRulesView, SetReviewRulesInput } from "../contract";
import { reviewRulesAt } from "../review-rules-read-model";
import { insertReviewRules } from "../review-rules-store";

/** Change what is required. Versions are kept; a meeting's agenda names the one that it was made by. */
export const setReviewRules = defineUseCase({
  name: "review-rules.set",
  permission: "review:rules",
  input: SetReviewRulesInput,
  subject: () => ({ kind: "review_rules", id: "1" }),
  async handle({ input, actor, now, tx, record, hint }): Promise<ReviewRulesView> {
    const { version, rules, reason } = input;
    const db = prismaExecutor(tx);
    const before = await reviewRulesAt(db, now);
    requireRevision({ revision: before.version }, version);
    const given = { version: version + 1, rules, reason, by: actor.name, at: now };
    if (!(await insertReviewRules(db, given))) requireRevision({ revision: version + 1 }, version);
    await record({
      subject: { kind: "review_rules", id: `${version + 1}` },
      reason,
      before: before.rules,
      after: rules,
    });
    await hint({ topic: "review", id: "rules", revision: version + 1 });
    return reviewRulesAt(db, now);
  },
});
