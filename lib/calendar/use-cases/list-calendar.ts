import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { currentCalendarSources } from "../calendar-sources-read-model";
import { type CalendarView, ListCalendarInput } from "../contract";
import { periodOf } from "./window-fields";

/** Most entries that are shown at once, and the longest stretch of time: a year and a bit. */
const maxEntries = 5_000;
const maxRangeMs = 400 * 86_400_000;

/** Everything that stands in the calendar within a stretch of time, in the order in which it begins. */
export const listCalendar = defineQuery({
  name: "calendar.list",
  permission: "catalog:read",
  input: ListCalendarInput,
  async handle({ input, db, now }): Promise<CalendarView> {
    const range = periodOf({ startsAt: input.from, endsAt: input.to });
    if (range.to <= range.from || range.to - range.from > maxRangeMs) throw badRange();
    const serviceId = input.service ? (await serviceIdsBySlug(db, [input.service])).get(input.service) : null;
    if (serviceId === undefined) throw notFound("service", input.service ?? "");
    const environmentId = input.environment
      ? (await environmentIdsBySlug(db, [input.environment])).get(input.environment)
      : null;
    if (environmentId === undefined) throw notFound("environment", input.environment ?? "");
    const wanted = input.kinds ? new Set(input.kinds.split(",")) : null;
    const sources = currentCalendarSources().filter(({ kinds }) => !wanted || kinds.some((kind) => wanted.has(kind)));
    const question = { range, now, serviceId, environmentId, limit: maxEntries };
    const found = (await Promise.all(sources.map((source) => source.list(prismaExecutor(db), question)))).flat();
    const items = found
      .filter(({ kind }) => !wanted || wanted.has(kind))
      .sort((left, right) => compare(left.startsAt, right.startsAt) || compare(left.id, right.id));
    return { items: items.slice(0, maxEntries), isCut: items.length > maxEntries };
  },
});

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function badRange(): AppError {
  const message = "The calendar shows from a moment to a later one, 400 days at most.";
  const reasons = [{ code: "bad_range", field: "to", message, remedy: "Choose a later or nearer end." }];
  return new AppError("invalid_input", { detail: message, reasons });
}
