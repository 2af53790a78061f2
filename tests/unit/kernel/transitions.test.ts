import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type CalendarUnit, dayOf, instantOfLocal, periodOf, weekdayOf } from "@/lib/kernel/zoned-time";
import { transitionsOf, transitionZones, wallAt } from "@/tests/support/zone-oracle";

/** Goal: periods of objectives begin and end where the wall says, around every change of the clocks from 2026 to 2030, in 20 zones. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const units: readonly CalendarUnit[] = ["day", "week", "month", "quarter", "year"];

/** The first day of the period in which a day (`2026-03-08`, ISO weekday) lies, by arithmetic of dates alone. */
function firstDay(day: string, weekday: number, unit: CalendarUnit): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const text = (y: number, m: number) => `${y}-${String(m).padStart(2, "0")}-01`;
  if (unit === "day") return day;
  if (unit === "month") return text(year, month);
  if (unit === "quarter") return text(year, month - ((month - 1) % 3));
  if (unit === "year") return text(year, 1);
  return new Date(Date.parse(`${day}T00:00:00Z`) - (weekday - 1) * 24 * hourMs).toISOString().slice(0, 10);
}

/** Where a day begins: the first quarter of an hour that the wall shows as that day; offsets are whole quarters. */
function dayBegins(day: string, timeZone: string): number {
  let at = Date.parse(`${day}T00:00:00Z`) - 15 * hourMs;
  while (wallAt(at + hourMs, timeZone).day < day) at += hourMs;
  while (wallAt(at, timeZone).day < day) at += 15 * minuteMs;
  return at;
}

/** The first instant of the two days around `at` at which the wall shows this; null: it never does. */
function firstShown(local: string, at: number, timeZone: string): number | null {
  const day = local.slice(0, 10);
  const minute = Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
  for (let look = at - 5 * hourMs; look <= at + 5 * hourMs; look += 15 * minuteMs) {
    const wall = wallAt(look, timeZone);
    if (wall.day === day && wall.minute === minute) return look;
  }
  return null;
}

const textOf = ({ day, minute }: { day: string; minute: number }) =>
  `${day}T${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

describe("every change of the clocks, 2026 to 2030", () => {
  it.each(transitionZones)("%s", (timeZone) => {
    const transitions = transitionsOf(timeZone);
    expect(transitions.length).toBeGreaterThanOrEqual(10);
    for (const at of transitions) {
      const before: Instant = instant(at - minuteMs);
      for (const look of [before, instant(at), instant(at + 13 * hourMs)]) {
        const { day, weekday } = wallAt(look, timeZone);
        expect([dayOf(look, timeZone), weekdayOf(look, timeZone)]).toEqual([day, weekday]);
        for (const unit of look === at ? units : ["day" as const]) {
          const { from } = periodOf(look, unit, { timeZone });
          expect([unit, at, from]).toEqual([unit, at, dayBegins(firstDay(day, weekday, unit), timeZone)]);
        }
      }
      // Each quarter of an hour that the wall shows on both sides, and those that it leaves out.
      const gapMs =
        Date.parse(`${textOf(wallAt(at, timeZone))}Z`) - Date.parse(`${textOf(wallAt(before, timeZone))}Z`) - minuteMs;
      for (let offset = -90 * minuteMs; offset < 90 * minuteMs; offset += 15 * minuteMs) {
        const local = new Date(Date.parse(`${textOf(wallAt(at, timeZone))}Z`) + offset).toISOString().slice(0, 16);
        const shown = firstShown(local, at, timeZone);
        // What is never shown lies as long after the gap as it lies in it: the offset from before the change.
        const expected = shown ?? at + offset + gapMs;
        expect([local, instantOfLocal(local, timeZone)]).toEqual([local, expected]);
      }
    }
  });
});
