import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { type ClockTerms, ScheduleTerms } from "../contract";
import { scheduleFaults, scheduleOf, termsFaults } from "../domain/terms-check";
import { findScheduleRow } from "../terms-read-model";

/** Throws `invalid_input` with every reason why this schedule makes no sense. */
export function checkSchedule(terms: ScheduleTerms): void {
  refuse(scheduleFaults(terms));
}

/** Throws `invalid_input` with every reason why these terms make no sense. Answers the id of the schedule they name; null: always. */
export async function checkTerms(tx: Tx, terms: ClockTerms): Promise<string | null> {
  const known = await serviceIdsBySlug(tx, terms.scope.services);
  const unknown = terms.scope.services.find((slug) => !known.has(slug));
  if (unknown)
    throw invalidField("terms.scope.services", `There is no service “${unknown}”.`, "Name services by slug.");
  const row = terms.schedule === null ? null : await findScheduleRow(tx, terms.schedule);
  if (terms.schedule !== null && !row)
    throw invalidField(
      "terms.schedule",
      "There is no such business schedule.",
      "Choose one of the list, or create it.",
    );
  refuse(termsFaults(terms, scheduleOf(row && ScheduleTerms.parse(row.terms))));
  return row?.id ?? null;
}

function refuse(reasons: readonly Reason[]): void {
  if (reasons.length === 0) return;
  throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}
