import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import type { Tx } from "@/lib/platform/db/prisma";
import { type ClockTerms, ScheduleTerms } from "../contract";
import { scheduleFaults, scheduleOf, termsFaults } from "../domain/terms-check";
import { findScheduleRow } from "../terms-read-model";

/** Throws `invalid_input` with every reason why this schedule makes no sense. */
export function checkSchedule(terms: ScheduleTerms): void {
  refuse(scheduleFaults(terms));
}

/** Throws `invalid_input` with every reason why these terms make no sense. Answers the id of the schedule they name; null: always. */
export async function checkTerms(tx: Tx, terms: ClockTerms): Promise<string | null> {
  const row = terms.schedule === null ? null : await findScheduleRow(tx, terms.schedule);
  refuse(await termsReasons(tx, terms, row && ScheduleTerms.parse(row.terms)));
  return row?.id ?? null;
}

/** Every reason against terms, with the hours of the schedule that they name; null: there is no such schedule, or they name none. */
export async function termsReasons(tx: Tx, terms: ClockTerms, hours: ScheduleTerms | null): Promise<readonly Reason[]> {
  const known = await serviceIdsBySlug(tx, terms.scope.services);
  const unknown = terms.scope.services.filter((slug) => !known.has(slug));
  const services = unknown.map((slug) => ({
    code: "invalid",
    field: "terms.scope.services",
    message: `There is no service “${slug}”.`,
    remedy: "Name services by slug.",
  }));
  if (terms.schedule !== null && hours === null) {
    const message = "There is no such business schedule.";
    const remedy = "Choose one of the list, or create it.";
    return [...services, { code: "invalid", field: "terms.schedule", message, remedy }];
  }
  return [...services, ...termsFaults(terms, scheduleOf(hours))];
}

function refuse(reasons: readonly Reason[]): void {
  if (reasons.length === 0) return;
  throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}
