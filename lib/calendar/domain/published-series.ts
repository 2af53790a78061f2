import { type Instant, plusMs } from "@/lib/kernel/instant";
import { instantOfLocal, lastInstantOfLocal, localOf, type Period } from "@/lib/kernel/zoned-time";
import { boundsOf, lastStart, nextOccurrences, occurrencesBetween, type Recurrence } from "./recurrence";
import { clockChanges } from "./zone-definition";

/**
 * A recurrence in the words of iCalendar. Local times are wall times of the zone, as `2026-03-27T17:00:00`.
 *
 * RFC 5545 contradicts itself about local times that a change of clocks leaves out (§3.3.5 moves them, §3.3.10 drops them), about times that
 * come twice, and programs differ in whether a length goes on by the wall or by the second. So wherever a change of clocks makes a
 * difference, the time is said outright: left out by name, or with a beginning in UTC and an exact length.
 */
export interface PublishedSeries {
  readonly timeZone: string;
  /** Start of the first occurrence: an occurrence itself, as DTSTART must be. */
  readonly localStart: string;
  readonly durationMinutes: number;
  /** Without COUNT; UNTIL is the start of the last occurrence in UTC, the second time where its local time comes twice. */
  readonly rule: string;
  /** Local starts that the rule would give and that are none. */
  readonly exdates: readonly string[];
  /** Occurrences that are said outright. */
  readonly exceptions: readonly SeriesException[];
}

export interface SeriesException {
  /** The local start by the rule. */
  readonly recurrenceId: string;
  readonly span: Period;
}

const dayMs = 86_400_000;
/** Clocks change by less than this. */
const nearMs = 3 * 3_600_000;

/** Programs would count past what a change of clocks leaves out; a last start means the same to all of them. */
function ruleText({ rule, ...rest }: Recurrence): string {
  const endless = rule
    .split(";")
    .filter((part) => !/^(COUNT|UNTIL)=/.test(part))
    .join(";");
  if (endless === rule) return rule;
  const last = lastStart({ rule, ...rest });
  if (last === null) return rule;
  // To a program that takes the second time, the first would be an end before the last start.
  const end = lastInstantOfLocal(localOf(last, rest.timeZone), rest.timeZone);
  const until = `${localOf(end, "UTC").replaceAll(/[-:]/g, "")}Z`;
  return `${endless};UNTIL=${until}`;
}

/** The rule followed on a wall whose clock never changes; UTC stands for it. */
function onTheWall(recurrence: Recurrence, localStart: string, from: Instant, to: Instant): Instant[] {
  const rule = recurrence.rule
    .split(";")
    .filter((part) => !/^(COUNT|UNTIL)=/.test(part))
    .join(";");
  const wall: Recurrence = { ...recurrence, rule, localStart, timeZone: "UTC", exdates: [] };
  return occurrencesBetween(wall, { from, to }).map((one) => one.from);
}

/** Stretches of the wall around which the rule has to be looked at. */
function doubtfulStretches(recurrence: Recurrence, range: Period): Period[] {
  const { timeZone, durationMinutes, exdates } = recurrence;
  const changes = clockChanges(timeZone, range).map((change) => {
    const wall = instantOfLocal(change.toPlainDateTime().toString(), "UTC");
    return { from: plusMs(wall, -durationMinutes * 60_000 - dayMs), to: plusMs(wall, dayMs) };
  });
  const days = exdates.map((local) => {
    const from = instantOfLocal(`${local.slice(0, 10)}T00:00`, "UTC");
    return { from, to: plusMs(from, dayMs) };
  });
  return [...changes, ...days];
}

/**
 * A recurrence as it is published, exact for every occurrence that begins within `range`; null when nothing ever occurs. Throws for a rule
 * that `recurrenceReasons` refuses.
 */
export function publishedSeries(recurrence: Recurrence, range: Period): PublishedSeries | null {
  const bounds = boundsOf(recurrence);
  if (bounds === null) return null;
  const { timeZone, durationMinutes } = recurrence;
  const changes = clockChanges(timeZone, range).map((change) => change.epochMilliseconds);
  const localStart = localOf(bounds.from, timeZone);
  const exdates = new Set<string>();
  const exceptions = new Map<string, SeriesException>();
  for (const stretch of doubtfulStretches(recurrence, range)) {
    for (const wall of onTheWall(recurrence, localStart.slice(0, 16), stretch.from, stretch.to)) {
      const local = localOf(wall, "UTC");
      const span = occurrenceAt(recurrence, local);
      if (span === null) exdates.add(local);
      else if (isDoubtful(span, changes)) exceptions.set(local, { recurrenceId: local, span });
    }
  }
  return {
    timeZone,
    localStart,
    durationMinutes,
    rule: ruleText(recurrence),
    exdates: [...exdates].filter((local) => local >= localStart).sort(),
    exceptions: [...exceptions.values()].sort((left, right) => left.span.from - right.span.from),
  };
}

/** The occurrence that begins at a local time; null when there is none. */
function occurrenceAt(recurrence: Recurrence, local: string): Period | null {
  const [found] = nextOccurrences(recurrence, instantOfLocal(local, recurrence.timeZone), 1);
  return found && localOf(found.from, recurrence.timeZone) === local ? found : null;
}

/**
 * May programs think of another beginning or end? Where a change of clocks lies within or near it, times on the wall come twice or not at
 * all, and lengths differ.
 */
function isDoubtful({ from, to }: Period, changes: readonly number[]): boolean {
  return changes.some((change) => change > from - nearMs && change < to + nearMs);
}
