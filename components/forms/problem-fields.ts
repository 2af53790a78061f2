import { correctField, type Reason } from "@/lib/kernel/result";

/** Messages by dotted path for the reasons that name an input of the form; remedies follow their message. */
export function fieldErrorsOf(reasons: readonly Reason[], values: unknown): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const reason of reasons) {
    const path = pathOf(reason);
    if (path === null || !hasPath(values, path)) continue;
    const hasRemedy = reason.remedy && reason.remedy !== correctField;
    const sentence = hasRemedy ? `${reason.message} ${reason.remedy}` : reason.message;
    errors[path] = errors[path] ? `${errors[path]} ${sentence}` : sentence;
  }
  return errors;
}

/** The reasons that no input of the form can show. */
export function generalReasonsOf(reasons: readonly Reason[], values: unknown): readonly Reason[] {
  return reasons.filter((reason) => {
    const path = pathOf(reason);
    return path === null || !hasPath(values, path);
  });
}

/** Servers may say `steps[0].weight`; forms say `steps.0.weight`. */
function pathOf(reason: Reason): string | null {
  return reason.field ? reason.field.replaceAll(/\[(\d+)\]/g, ".$1") : null;
}

function hasPath(values: unknown, path: string): boolean {
  let current = values;
  for (const part of path.split(".")) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return false;
    current = (current as Record<string, unknown>)[part];
  }
  return true;
}
