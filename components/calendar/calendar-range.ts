import { fromWallClock } from "@/components/forms/zoned-time";

export const calendarModes = ["month", "week", "lanes", "agenda", "windows", "holidays"] as const;
export type CalendarMode = (typeof calendarModes)[number];

/** What a view shows: whole local days of one zone. */
export interface CalendarRange {
  /** `2026-11-30`, in order. */
  readonly days: readonly string[];
  /** When each day begins, and when the last one ends: one more than there are days. Epoch milliseconds. */
  readonly edges: readonly number[];
  readonly title: string;
  /** A day of the period before and of the one after. */
  readonly previous: string;
  readonly next: string;
}

const dayMs = 86_400_000;

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

/** 0 Monday to 6 Sunday. */
function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
}

function monthStart(day: string, step: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + step, 1)).toISOString().slice(0, 10);
}

function titleOf(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(new Date(`${day}T00:00Z`));
}

/** Is this a day as addresses hold it? */
export function isDay(text: string | undefined): text is string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text ?? "")) return false;
  const at = Date.parse(`${text}T00:00Z`);
  return at > Date.UTC(2000, 0, 1) && at < Date.UTC(2099, 0, 1);
}

/** The month (in whole weeks), week, fortnight of lanes or thirty days of an agenda around a day. */
export function calendarRange(mode: CalendarMode, day: string, zone: string): CalendarRange {
  const monday = addDays(day, -weekdayOf(day));
  const shape = {
    month: () => {
      const first = monthStart(day, 0);
      const next = monthStart(day, 1);
      const start = addDays(first, -weekdayOf(first));
      const length = Math.ceil((Date.parse(next) - Date.parse(start)) / (7 * dayMs)) * 7;
      const title = titleOf(first, { month: "long", year: "numeric" });
      return { start, length, title, previous: monthStart(day, -1), next };
    },
    week: () => spanFrom(monday, 7, 7),
    lanes: () => spanFrom(monday, 14, 7),
    agenda: () => spanFrom(day, 30, 30),
    windows: () => spanFrom(day, 30, 30),
    holidays: () => spanFrom(day, 30, 30),
  }[mode]();
  const { start, length, title, previous, next } = shape;
  const days = Array.from({ length }, (_, index) => addDays(start, index));
  const edges = [...days, addDays(start, length)].map((one) => fromWallClock(`${one}T00:00`, zone) ?? 0);
  return { days, edges, title, previous, next };
}

function spanFrom(start: string, length: number, step: number) {
  const from = titleOf(start, { day: "numeric", month: "short" });
  const to = titleOf(addDays(start, length - 1), { day: "numeric", month: "short", year: "numeric" });
  return { start, length, title: `${from} – ${to}`, previous: addDays(start, -step), next: addDays(start, step) };
}
