import type { TargetStep } from "@/lib/slos/step-plan-contract";

/** A step as the form holds it. */
export interface StepValues {
  targetPercent: string;
  from: string;
  capability: string;
  criteria: { periodsMet: number | string; atNextTarget: boolean; quietDays: number | string; isSigned: boolean };
}

export interface StepPlanValues extends Record<string, unknown> {
  steps: StepValues[];
  reason: string;
}

export const emptyStep: StepValues = {
  targetPercent: "",
  from: "",
  capability: "",
  criteria: { periodsMet: 2, atNextTarget: true, quietDays: 14, isSigned: false },
};

/** The fields of a known step. */
export function stepValuesOf({ targetPercent, from, capability, criteria }: TargetStep): StepValues {
  return { targetPercent, from, capability, criteria: { ...criteria } };
}

/** What the fields say. The server checks it. */
export function stepsOf(steps: readonly StepValues[]): TargetStep[] {
  return steps.map(({ targetPercent, from, capability, criteria }) => ({
    targetPercent: targetPercent.trim(),
    from,
    capability: capability.trim(),
    criteria: {
      ...criteria,
      periodsMet: criteria.periodsMet as number,
      // An emptied field asks for no quiet days.
      quietDays: criteria.quietDays === "" ? 0 : (criteria.quietDays as number),
    },
  }));
}
