import { measureWords } from "@/lib/insights/domain/measures";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { defineQuery } from "@/lib/platform/use-case";
import { type ChangeView, type ComparisonAnswer, ComparisonInput } from "../contract";
import { compareFigures, surpriseOf } from "../domain/compare-figures";

/** What changed against the period before: each figure with the interval of its change, the surest first. */
export const getComparison = defineQuery({
  name: "trend.compare",
  permission: "insights:read",
  input: ComparisonInput,
  async handle({ input, actor, runtime }): Promise<ComparisonAnswer> {
    const answer = await getFigures.run({ ...input, compare: "previous" }, { actor }, runtime);
    const changes = answer.figures.flatMap((after): ChangeView[] => {
      const before = answer.previous?.figures.find((one) => one.measure === after.measure);
      if (!before) return [];
      return [{ measure: after.measure, before, after, ...compareFigures(before, after, measureWords[after.measure]) }];
    });
    return {
      rulesVersion: answer.rulesVersion,
      zone: answer.zone,
      before: { from: answer.previous?.from ?? answer.window.start, to: answer.previous?.to ?? answer.window.start },
      after: { from: answer.window.start, to: answer.window.end },
      changes: changes.sort((x, y) => surpriseOf(x) - surpriseOf(y)),
    };
  },
});
