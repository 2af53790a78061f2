import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RulesVersionView, SaveRulesInput } from "../contract";
import { sameRules } from "../domain/rule-changes";
import { findRules } from "../insight-rules-read-model";
import { insertRules, lockRules } from "../insight-rules-store";

/** Add a version of the rules of what counts. Figures are made by it from now on; those of before name the version they were made by. */
export const saveRules = defineUseCase({
  name: "insight.save_rules",
  permission: "insights:rules",
  input: SaveRulesInput,
  subject: () => ({ kind: "insight_rules", id: null }),
  async handle({ input, tx, actor, now, record, hint }): Promise<RulesVersionView> {
    const db = prismaExecutor(tx);
    const newest = await lockRules(db);
    const before = await findRules(tx, newest);
    if (newest !== input.version)
      throw new AppError("conflict", {
        detail: `Somebody saved version ${newest} meanwhile; look at it and decide again.`,
        current: before,
      });
    if (before && sameRules(before.rules, input.rules))
      throw invalidField(
        "rules",
        "Nothing is different from the rules in force.",
        "Change an option, or leave it as it is.",
      );
    const version = newest + 1;
    const given = { version, rules: input.rules, reason: input.reason, savedBy: actor.name };
    await insertRules(db, { ...given, inForceFrom: now });
    await record({
      subject: { kind: "insight_rules", id: String(version), name: `Rules of insights, version ${version}` },
      reason: input.reason,
      before: before?.rules ?? null,
      after: input.rules,
    });
    await hint({ topic: "insights", id: "rules", revision: version });
    return { ...given, inForceFrom: new Date(now).toISOString() };
  },
});
