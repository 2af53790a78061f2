import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { type Instant, instant } from "@/lib/kernel/instant";
import { instantOfLocal, localOf, type Period } from "@/lib/kernel/zoned-time";

/**
 * A stretch of wall-clock time that comes back by a rule (RFC 5545 §3.3.10). Everything is local time of `timeZone`: the end is the local
 * start plus a length of the wall clock, so that Friday 17:00 to Monday 08:00 stays that when clocks change between.
 */
export interface Recurrence {
  /** An RRULE without its name: `FREQ=WEEKLY;BYDAY=FR`. */
  readonly rule: string;
  /** IANA name. */
  readonly timeZone: string;
  /** When the series may begin at the earliest, as `2026-03-27T17:00`; it gives occurrences their time of day. */
  readonly localStart: string;
  /** Minutes that the wall clock goes on from the start of an occurrence to its end. */
  readonly durationMinutes: number;
  /** Local days (`2026-04-03`) or starts (`2026-04-03T17:00`) that are left out. */
  readonly exdates: readonly string[];
}

/** Longest occurrence, and most occurrences that one question answers with. */
export const maxDurationMinutes = 31 * 1_440;
export const maxOccurrences = 5_000;

const dayMs = 86_400_000;
/** Later than whatever a window says: the year 2199. */
export const farAhead = instant(7_226_582_400_000);

type Starts = Pick<RRuleTemporal<Temporal.ZonedDateTime>, "between" | "next" | "previous">;

const maxCompiled = 2_000;
const compiled = new Map<string, Starts>();

/** A rule that was read once is kept: the control loop asks every second. */
function ruleOf({ rule, timeZone, localStart }: Recurrence): Starts {
  const key = `${rule} ${timeZone} ${localStart}`;
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= maxCompiled) compiled.clear();
  const dtstart = Temporal.PlainDateTime.from(localStart).toZonedDateTime(timeZone);
  const made = new RRuleTemporal({
    temporal: Temporal,
    rruleString: withExactEnd(rule, timeZone),
    dtstart,
    strict: true,
    cache: false,
  });
  const starts = /(^|;)COUNT=/.test(rule) ? counted(made.all()) : made;
  compiled.set(key, starts);
  return starts;
}

/** The starts of a rule that ends by a count are made once: to find any of them, all before it have to be counted. */
function counted(all: readonly Temporal.ZonedDateTime[]): Starts {
  const msOf = (at: unknown): number => (at as Temporal.ZonedDateTime).epochMilliseconds;
  return {
    between: (after, before) =>
      all.filter(({ epochMilliseconds }) => epochMilliseconds >= msOf(after) && epochMilliseconds <= msOf(before)),
    next: (after, isIncluded = false) =>
      all.find(({ epochMilliseconds }) => epochMilliseconds > msOf(after) - (isIncluded ? 1 : 0)) ?? null,
    previous: (before) => all.findLast(({ epochMilliseconds }) => epochMilliseconds < msOf(before)) ?? null,
  };
}

/** A day as the end of a rule includes that day there. */
function withExactEnd(rule: string, timeZone: string): string {
  return rule.replace(/UNTIL=(\d{4})(\d\d)(\d\d)(?=;|$)/, (_, year: string, month: string, day: string) => {
    const end = instantOfLocal(`${year}-${month}-${day}T23:59:59`, timeZone);
    return `UNTIL=${localOf(end, "UTC").replaceAll(/[-:]/g, "")}Z`;
  });
}

function occurrenceOf(recurrence: Recurrence, start: Temporal.ZonedDateTime): Period {
  const from = instant(start.epochMilliseconds);
  const wallEnd = start.toPlainDateTime().add({ minutes: recurrence.durationMinutes });
  const to = instantOfLocal(wallEnd.toString(), recurrence.timeZone);
  // A start inside of the hour that is left out in spring lies after its own end on the wall.
  return { from, to: to > from ? to : instant(from + recurrence.durationMinutes * 60_000) };
}

function clockAt(atMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO("UTC");
}

function isLeftOut({ exdates }: Recurrence, start: Temporal.ZonedDateTime): boolean {
  if (exdates.length === 0) return false;
  const local = start.toPlainDateTime().toString({ smallestUnit: "minute" });
  return exdates.includes(local) || exdates.includes(local.slice(0, 10));
}

/**
 * The occurrences that touch `[range.from, range.to)`, whole and in order of their starts, `maxOccurrences` at most. A local time that a
 * change of clocks leaves out is no occurrence, one that comes twice is its first (RFC 5545 §3.3.10, §3.3.5). Throws for a rule that
 * `ruleReasons` refuses.
 */
export function occurrencesBetween(recurrence: Recurrence, range: Period): Period[] {
  if (range.from >= range.to) return [];
  // An end on the wall is at most a day of clock changes off the length.
  const earliest = range.from - recurrence.durationMinutes * 60_000 - dayMs;
  return ruleOf(recurrence)
    .between(clockAt(earliest), clockAt(range.to - 1), true)
    .filter((start) => !isLeftOut(recurrence, start))
    .map((start) => occurrenceOf(recurrence, start))
    .filter(({ from, to }) => to > range.from && from < range.to)
    .slice(0, maxOccurrences);
}

/** Does an occurrence cover this moment? Its start belongs to it, its end does not. */
export function isInside(recurrence: Recurrence, at: Instant): boolean {
  return occurrencesBetween(recurrence, { from: at, to: instant(at + 1) }).length > 0;
}

/** The first `count` occurrences that start at `after` or later. */
export function nextOccurrences(recurrence: Recurrence, after: Instant, count: number): Period[] {
  const rule = ruleOf(recurrence);
  const found: Period[] = [];
  let start = rule.next(clockAt(after), true);
  for (
    let tries = 0;
    start !== null && found.length < count && tries < count + recurrence.exdates.length * 24;
    tries += 1
  ) {
    if (!isLeftOut(recurrence, start)) found.push(occurrenceOf(recurrence, start));
    start = rule.next(start, false);
  }
  return found;
}

/** The last occurrence that had ended at `at`; null when none had. */
export function lastEnded(recurrence: Recurrence, at: Instant): Period | null {
  const rule = ruleOf(recurrence);
  let start = rule.previous(clockAt(at), false);
  for (let tries = 0; start !== null && tries < 100 + recurrence.exdates.length * 24; tries += 1) {
    const occurrence = occurrenceOf(recurrence, start);
    if (!isLeftOut(recurrence, start) && occurrence.to <= at) return occurrence;
    start = rule.previous(start, false);
  }
  return null;
}

/** When the last occurrence begins, of a rule that ends; null when nothing ever occurs. */
export function lastStart(recurrence: Recurrence): Instant | null {
  return lastEnded(recurrence, farAhead)?.from ?? null;
}

/** From the start of the first occurrence to the end of the last; `farAhead` without an end. Null when nothing ever occurs. */
export function boundsOf(recurrence: Recurrence): Period | null {
  const [first] = nextOccurrences(recurrence, instantOfLocal(recurrence.localStart, recurrence.timeZone), 1);
  if (!first) return null;
  if (!/(^|;)(COUNT|UNTIL)=/.test(recurrence.rule)) return { from: first.from, to: farAhead };
  return { from: first.from, to: lastEnded(recurrence, farAhead)?.to ?? first.to };
}

/** The recurrence of a first stretch that comes back: its local start, and how long the wall clock goes on. */
export function recurrenceFrom(
  first: Period,
  { rule, timeZone, exdates }: Pick<Recurrence, "rule" | "timeZone" | "exdates">,
): Recurrence {
  const start = Temporal.PlainDateTime.from(localOf(first.from, timeZone));
  const end = Temporal.PlainDateTime.from(localOf(first.to, timeZone));
  const durationMinutes = Math.round(start.until(end).total("minutes"));
  const localStart = start.toString({ smallestUnit: "minute" });
  return { rule, timeZone, localStart, durationMinutes: Math.max(1, durationMinutes), exdates };
}
