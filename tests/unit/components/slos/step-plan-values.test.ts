import { describe, expect, it } from "vitest";
import { emptyStep, stepsOf, stepValuesOf } from "@/components/slos/step-plan-values";
import { TargetStep } from "@/lib/slos/step-plan-contract";

describe("the fields of a step", () => {
  it("say the step that they came from", () => {
    const step = TargetStep.parse({
      ...{ targetPercent: "99.5", from: "2026-12-01", capability: "Rollbacks by themselves" },
      criteria: { periodsMet: 2 },
    });
    expect(stepsOf([stepValuesOf(step)])).toEqual([step]);
  });

  it("ask for no quiet days when the field is emptied", () => {
    const [step] = stepsOf([{ ...emptyStep, criteria: { ...emptyStep.criteria, quietDays: "" } }]);
    expect(step?.criteria.quietDays).toBe(0);
  });
});
