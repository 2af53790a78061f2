import { AppError } from "@/lib/kernel/app-error";
import type { BudgetPolicyDefinition } from "../contract";
import { definitionReasons } from "../domain/definition-check";

/** Throws `invalid_input` with every reason why this definition makes no sense as a whole. */
export function checkDefinition(definition: BudgetPolicyDefinition): void {
  const reasons = definitionReasons(definition);
  if (reasons.length > 0)
    throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}
