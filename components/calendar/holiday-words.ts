import type { Status } from "@/components/feedback/status";
import type { HolidayCalendarView } from "@/lib/calendar/holiday-contract";

const dayMs = 86_400_000;

function dayWord(day: string): string {
  const options = { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(Date.parse(`${day}T00:00Z`)).replace(",", "");
}

/** "Fri 25 Dec 2026", or both ends of several days; `endDay` is the first that does not belong to them. */
export function daysWords({ firstDay, endDay }: { readonly firstDay: string; readonly endDay: string }): string {
  const lastMs = Date.parse(`${endDay}T00:00Z`) - dayMs;
  const lastDay = new Date(lastMs).toISOString().slice(0, 10);
  return lastDay <= firstDay ? dayWord(firstDay) : `${dayWord(firstDay)} – ${dayWord(lastDay)}`;
}

/** Where a calendar comes from, whom it concerns, and how much it knows. */
export function sourceWords({ host, timeZone, team, holidayCount }: HolidayCalendarView): string {
  const source = host === null ? "given as a file" : `from ${host}`;
  const whom = team === null ? "every service" : `services of ${team.name}`;
  return `${holidayCount} ${holidayCount === 1 ? "day" : "days"}, ${source} · ${whom} · ${timeZone}`;
}

/** How a calendar stands. */
export function calendarBadge({ state }: Pick<HolidayCalendarView, "state">): {
  readonly status: Status;
  readonly label: string;
} {
  if (state === "ok") return { status: "healthy", label: "Read" };
  return state === "waiting"
    ? { status: "progressing", label: "Not read yet" }
    : { status: "at_risk", label: "Cannot be read" };
}
