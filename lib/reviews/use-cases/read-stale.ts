import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { NoInput, type StaleList } from "../contract";
import { reviewRulesAt } from "../review-rules-read-model";
import { listStale } from "../stale-read-model";

/** Objectives that may no longer fit, each with its numbers and what to do next. */
export const listStaleObjectives = defineQuery({
  name: "stale-objective.list",
  permission: "review:read",
  input: NoInput,
  async handle({ db, now }): Promise<StaleList> {
    const executor = prismaExecutor(db);
    const { rules, version } = await reviewRulesAt(executor, now);
    const { items, looked } = await listStale(executor, rules, now);
    const { periods, measuredDays, missFactor } = rules.stale;
    const rule = `Rules ${version}: the last ${periods} ended periods; nothing measured for ${measuredDays} days; at least ${missFactor} times the errors that the target allows.`;
    return { items, looked, rule };
  },
});
