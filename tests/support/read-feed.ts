import ICAL from "ical.js";

/** One time of a feed, as a program that knows nothing of ours reads it. */
export interface FeedTimeRead {
  readonly uid: string;
  readonly title: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly isAllDay: boolean;
  readonly status: string;
  readonly sequence: number;
}

const maxSteps = 200_000;

/** The calendar's component; throws for text that is no iCalendar. */
export function parsedFeed(text: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(text) as ConstructorParameters<typeof ICAL.Component>[0]);
}

function msOf(time: ICAL.Time): number {
  return time.toUnixTime() * 1_000;
}

/** Every time of the feed that touches `[from, to)`, expanded by ical.js from rules, left-out times and exceptions. */
export function expandFeed(text: string, range: { readonly from: number; readonly to: number }): FeedTimeRead[] {
  const byUid = Map.groupBy(parsedFeed(text).getAllSubcomponents("vevent"), (event) =>
    String(event.getFirstPropertyValue("uid")),
  );
  return [...byUid.values()].flatMap((ofUid) => timesOf(ofUid, range));
}

function timesOf(
  ofUid: readonly ICAL.Component[],
  range: { readonly from: number; readonly to: number },
): FeedTimeRead[] {
  const exceptions = ofUid.filter((event) => event.hasProperty("recurrence-id"));
  const [component, ...others] = ofUid.filter((event) => !exceptions.includes(event));
  if (!component || others.length > 0) throw new Error("an id is of one series, with its exceptions");
  const master = new ICAL.Event(component, { strictExceptions: true, exceptions });
  const about = {
    uid: master.uid,
    title: master.summary,
    status: String(master.component.getFirstPropertyValue("status")),
    sequence: master.sequence,
    isAllDay: master.startDate.isDate,
  };
  const times: FeedTimeRead[] = [];
  function add(startsAt: number, endsAt: number): void {
    if (startsAt < range.to && (endsAt > range.from || startsAt >= range.from))
      times.push({ ...about, startsAt, endsAt });
  }
  if (!master.isRecurring()) {
    add(msOf(master.startDate), master.component.hasProperty("dtend") ? msOf(master.endDate) : msOf(master.startDate));
    return times;
  }
  const iterator = master.iterator();
  for (let step = 0, next = iterator.next(); next && step < maxSteps; step += 1, next = iterator.next()) {
    // An exception may begin a little before or after the place that it takes.
    if (msOf(next) > range.to + 2 * 86_400_000) break;
    const { startDate, endDate } = master.getOccurrenceDetails(next);
    add(msOf(startDate), msOf(endDate));
  }
  return times;
}
