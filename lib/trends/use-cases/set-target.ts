import { measureWords } from "@/lib/insights/domain/measures";
import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { SetTargetInput, type TargetView } from "../contract";
import { baselineOf } from "../domain/baseline";
import { insertTarget } from "../target-store";
import { baselineFigures, scopeOf, wholeMonths } from "./read-baselines";

/** Take one of the steps that a baseline proposes as the target. Without a baseline there is nothing to take. */
export const setTarget = defineUseCase({
  name: "target.set",
  permission: "insights:rules",
  input: SetTargetInput,
  subject: (input) => ({ kind: "delivery_target", id: null, ...(input.measure ? { name: input.measure } : {}) }),
  async handle({ input, actor, tx, ids, now, runtime, record, hint }): Promise<TargetView> {
    const { measure, step, reason, ...place } = input;
    const answer = await baselineFigures(place, actor, runtime);
    const figure = answer.figures.find((one) => one.measure === measure);
    const months = wholeMonths(answer, measure);
    const baseline = figure ? baselineOf(figure, months, measureWords[measure]) : null;
    const chosen = baseline?.steps[step - 1];
    if (!figure || !baseline || !chosen) {
      const detail = baseline?.reason ?? `The baseline proposes ${baseline?.steps.length ?? 0} steps.`;
      const remedy = "Choose one of the proposed steps, or wait until there is enough history.";
      throw new AppError("rejected", {
        detail,
        reasons: [{ code: "no_such_step", message: detail, field: "step", remedy }],
      });
    }
    const target = {
      id: ids.next("trg"),
      measure,
      scope: scopeOf(place),
      value: chosen.value,
      reason,
      setBy: actor.name,
    };
    const kept = {
      figure,
      months,
      window: answer.window,
      rulesVersion: answer.rulesVersion,
      steps: [...baseline.steps],
    };
    await insertTarget(tx, { ...target, setAt: new Date(now), baseline: JSON.parse(JSON.stringify(kept)) });
    await record({ subject: { kind: "delivery_target", id: target.id, name: measure }, reason, after: target });
    await hint({ topic: "trend", id: target.id, revision: 1 });
    return { ...target, setAt: new Date(now).toISOString(), judgement: null };
  },
});
