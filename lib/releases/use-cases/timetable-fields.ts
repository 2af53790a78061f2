import { occurrencesBetween, type Recurrence } from "@/lib/calendar/domain/recurrence";
import { resolveRecurrence } from "@/lib/calendar/use-cases/window-fields";
import { AppError } from "@/lib/kernel/app-error";
import { instant, plusMs } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { environmentIdsBySlug } from "../place-read-model";

const dayMs = 86_400_000;
/** Most departures in sixty days: four a day. */
const mostIn60Days = 240;

interface Given {
  readonly environment: string;
  readonly startsAt: string;
  readonly rule: string;
  readonly timeZone: string;
}

/** The rule of departures and where they go. Throws `invalid_input` with every reason. */
export async function resolveTimetable(
  db: SqlExecutor,
  { environment, startsAt, rule, timeZone }: Given,
): Promise<{ readonly recurrence: Recurrence; readonly environmentId: string }> {
  const environmentId = (await environmentIdsBySlug(db, [environment])).get(environment);
  if (!environmentId)
    throw invalidField("environment", `There is no environment “${environment}”.`, "Choose one of the catalog.");
  const from = instant(Date.parse(startsAt));
  // A departure is a moment; the rules of the calendar know stretches, of a minute at least.
  const first = { from, to: plusMs(from, 60_000) };
  const { recurrence, reasons } = resolveRecurrence(first, { rule, timeZone, exdates: [] });
  if (reasons.length > 0) throw refused(reasons.map((reason) => ({ ...reason, field: fieldOf(reason) })));
  if (occurrencesBetween(recurrence, { from, to: plusMs(from, 60 * dayMs) }).length > mostIn60Days)
    throw invalidField("rule", "This departs more than four times a day.", "Choose fewer departures.");
  return { recurrence, environmentId };
}

function fieldOf({ field }: Reason): string {
  return (field ?? "rule").replace(/^recurrence\./, "");
}

function refused(reasons: readonly Reason[]): AppError {
  return new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}
