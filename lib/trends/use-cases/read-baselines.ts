import type { z } from "zod";
import type { FiguresAnswer } from "@/lib/insights/contract";
import { measureWords } from "@/lib/insights/domain/measures";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import type { Actor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import type { Runtime } from "@/lib/platform/runtime";
import { defineQuery } from "@/lib/platform/use-case";
import { type BaselinesAnswer, BaselinesInput } from "../contract";
import { baselineOf } from "../domain/baseline";
import { targetsInForce } from "../target-read-model";

/** Baselines of every measure, what to aim at next, and the target in force. */
export const getBaselines = defineQuery({
  name: "trend.baselines",
  permission: "insights:read",
  input: BaselinesInput,
  async handle({ input, actor, db, runtime }): Promise<BaselinesAnswer> {
    const answer = await baselineFigures(input, actor, runtime);
    const scope = scopeOf(input);
    const targets = await targetsInForce(prismaExecutor(db), scope);
    return {
      rulesVersion: answer.rulesVersion,
      zone: answer.zone,
      window: { from: answer.window.start, to: answer.window.end },
      scope,
      baselines: answer.figures.map((figure) => {
        const { measure } = figure;
        const baseline = baselineOf(figure, wholeMonths(answer, measure), measureWords[measure]);
        const target = targets.find((one) => one.measure === measure) ?? null;
        return { measure, figure, ...baseline, steps: [...baseline.steps], target };
      }),
    };
  },
});

/** The figures of a scope, month by month. */
export function baselineFigures(
  input: z.infer<typeof BaselinesInput>,
  actor: Actor,
  runtime: Runtime,
): Promise<FiguresAnswer> {
  return getFigures.run({ ...input, granularity: "month" }, { actor }, runtime);
}

/** A month that the window cuts is no month. */
export function wholeMonths(
  answer: FiguresAnswer,
  measure: FiguresAnswer["figures"][number]["measure"],
): FiguresAnswer["figures"] {
  return answer.series
    .filter((month) => !month.isPartial)
    .flatMap((month) => month.figures.filter((one) => one.measure === measure));
}

/** What a baseline or target is about: `all`, `service:checkout` or `team:payments`. */
export function scopeOf({ service, team }: { readonly service?: string; readonly team?: string }): string {
  if (service && team) throw invalidField("team", "Choose a service or a team.", "Leave one of them out.");
  if (service) return `service:${service}`;
  return team ? `team:${team}` : "all";
}
