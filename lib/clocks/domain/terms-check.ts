import { instant } from "@/lib/kernel/instant";
import { correctField, type Reason } from "@/lib/kernel/result";
import type { ClockTerms, ScheduleTerms } from "../contract";
import type { BusinessHours, HandOver, Schedule } from "./business-hours";
import { clockAt } from "./sla-clock";

/** A schedule's terms as the clock reads them; null: it always runs. */
export function scheduleOf(terms: ScheduleTerms | null): Schedule {
  if (terms === null) return { kind: "always" };
  return { kind: "business_hours", ...hoursOf(terms), handOver: handOverOf(terms) };
}

type Hours = Pick<ScheduleTerms, "timeZone" | "hours" | "holidays">;

function hoursOf({ timeZone, hours, holidays }: Hours): BusinessHours {
  return { timeZone, hours, holidays: new Set(holidays) };
}

/** The regions of a schedule, the one of its own hours first; undefined when it has but these. */
export function handOverOf(terms: ScheduleTerms): HandOver | undefined {
  const { handOver } = terms;
  if (!handOver) return;
  const { region: name, tell, rule, others } = handOver;
  const further = others.map((one) => ({ ...hoursOf(one), name: one.region, tell: one.tell }));
  return { rule, regions: [{ ...hoursOf(terms), name, tell }, ...further] };
}

/** All that is wrong with a schedule: hours that end before they begin, or overlap on a day; regions that are one, or never end. */
export function scheduleFaults(terms: ScheduleTerms): Reason[] {
  const own = hoursFaults(terms, "terms.hours");
  const { handOver } = terms;
  if (!handOver) return own;
  const names = [handOver.region, ...handOver.others.map(({ region }) => region)].map((name) => name.toLowerCase());
  const others = handOver.others.flatMap((one, index) => {
    const field = `terms.handOver.others.${index}`;
    const isTwice = names.indexOf(one.region.toLowerCase()) <= index;
    return [
      ...hoursFaults(one, `${field}.hours`),
      ...(isTwice ? [fault(`${field}.region`, "Another region has this name.")] : []),
      ...(neverCloses(one) ? [fault(`${field}.hours`, endless)] : []),
    ];
  });
  return [...own, ...(neverCloses(terms) ? [fault("terms.hours", endless)] : []), ...others];
}

const endless = "A region that never closes hands nothing over.";

function neverCloses({ hours }: Hours): boolean {
  const minutesOf = (weekday: number) =>
    hours
      .filter((one) => one.weekday === weekday)
      .reduce((sum, { from, to }) => sum + minuteOfDay(to) - minuteOfDay(from), 0);
  return [1, 2, 3, 4, 5, 6, 7].every((weekday) => minutesOf(weekday) >= 1_440);
}

function minuteOfDay(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

function hoursFaults({ hours }: Hours, path: string): Reason[] {
  return hours.flatMap((one, index) => {
    const field = `${path}.${index}`;
    if (one.from >= one.to) return [fault(`${field}.to`, "The hours end before they begin.")];
    const isTwice = hours
      .slice(0, index)
      .some((other) => other.weekday === one.weekday && other.from < one.to && one.from < other.to);
    return isTwice ? [fault(`${field}.from`, "These hours overlap others of the same day.")] : [];
  });
}

/** A moment from which it is tried whether a target is ever reached. */
const trialStart = instant(1_767_225_600_000);

/** All that is wrong with a clock's terms under its schedule. */
export function termsFaults(terms: ClockTerms, schedule: Schedule): Reason[] {
  const faults: Reason[] = [];
  // The start would imply the stop: such a clock never runs, and shows every promise as kept.
  if (terms.start === terms.stop) faults.push(fault("terms.stop", "It would stop at the event that starts it."));
  const rule = { goalMs: terms.targetMinutes * 60_000, schedule };
  if (clockAt([{ kind: "started", at: trialStart }], rule, trialStart).dueAt === null)
    faults.push(fault("terms.targetMinutes", "Under this schedule the target is not reached within three years."));
  const reasons = terms.pauses.map((pause) => pause.reason.toLowerCase());
  reasons.forEach((one, index) => {
    if (reasons.indexOf(one) < index)
      faults.push(fault(`terms.pauses.${index}.reason`, "This reason is listed twice."));
  });
  terms.notify.forEach(({ usedPercent }, index) => {
    const before = terms.notify[index - 1]?.usedPercent ?? 0;
    if (usedPercent <= before)
      faults.push(
        fault(`terms.notify.${index}.usedPercent`, `${usedPercent} % is not more than the ${before} % before it.`),
      );
  });
  return faults;
}

function fault(field: string, message: string): Reason {
  return { code: "invalid", field, message, remedy: correctField };
}
