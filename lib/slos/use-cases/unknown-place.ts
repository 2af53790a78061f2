import type { AppError } from "@/lib/kernel/app-error";
import { invalidField } from "@/lib/platform/refusals";

/** The refusal of a service or an environment that is not in the catalog. */
export function unknownPlace(field: "service" | "environment", slug: string): AppError {
  return invalidField(field, `There is no ${field} “${slug}”.`, "Choose one of the catalog.");
}
