import type { Reason } from "@/lib/kernel/result";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import { validatePlan } from "@/lib/rollouts/domain/plan-validation";

/** What is wrong with an edited plan, by the field's path inside the plan. */
export type PlanErrors = Readonly<Record<string, string>>;

/**
 * The engine's own validation, run on every change, with what the server said laid over it. `prefix` is where the form
 * has its plan: `plan` or `overrides`.
 */
export function planErrors(
  plan: RolloutPlan,
  sent: Readonly<Record<string, unknown>> = {},
  prefix = "plan",
): PlanErrors {
  const errors: Record<string, string> = {};
  for (const reason of validatePlan(plan)) add(errors, reason);
  for (const field of emptyFields(plan)) errors[field] = "Give a number.";
  for (const [field, message] of Object.entries(sent)) {
    if (field.startsWith(`${prefix}.`) && typeof message === "string") {
      errors[field.slice(prefix.length + 1)] ??= message;
    }
  }
  return errors;
}

function add(errors: Record<string, string>, reason: Reason): void {
  const field = reason.field ?? "steps";
  const sentence = reason.remedy ? `${reason.message} ${reason.remedy}` : reason.message;
  errors[field] = errors[field] ? `${errors[field]} ${sentence}` : sentence;
}

/** Paths whose number was cleared. */
function emptyFields(value: unknown, path = ""): string[] {
  if (typeof value === "number") return Number.isNaN(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => emptyFields(item, path ? `${path}.${name}` : name));
}
