import type { FeedItem } from "@/lib/calendar/domain/feed-item";
import type { CalendarSource } from "@/lib/calendar/port";
import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Departure } from "./domain/departures";
import {
  departuresWithin,
  loadFreezes,
  loadTakers,
  loadTimetables,
  rangeAhead,
  type StoredTimetable,
} from "./timetable-read-model";

const iso = (at: Instant): string => new Date(at).toISOString();
/** How many departures of each timetable feeds tell of ahead. */
const feedDepartures = 60;
const href = "/releases/cadence";

interface Shown {
  readonly timetable: StoredTimetable;
  readonly departure: Departure & { readonly at: Instant };
  readonly title: string;
  readonly note: string | null;
}

/** Departures of timetables that go, with who takes them; those that a freeze left out are not among them. */
async function shownWithin(
  db: SqlExecutor,
  range: Period,
  { rangeOf, environmentId }: { rangeOf: (timetable: StoredTimetable) => Period; environmentId: string | null },
): Promise<Shown[]> {
  const timetables = (await loadTimetables(db, { since: range.from })).filter(
    ({ environment }) => environmentId === null || environment.id === environmentId,
  );
  if (timetables.length === 0) return [];
  const freezes = await loadFreezes(db, range);
  const takers = await loadTakers(db, range.from);
  return timetables.flatMap((timetable) =>
    departuresWithin(timetable, rangeOf(timetable), freezes).flatMap((departure): Shown[] => {
      const { at, words } = departure;
      if (at === null) return [];
      const trains = takers(timetable.id, departure);
      const taken = trains.map(({ reference, name }) => `${reference} ${name}`).join(", ");
      const note = [words, taken === "" ? null : `Takes it: ${taken}.`].filter((part) => part !== null).join(" ");
      const title = `${timetable.name} departs`;
      return [{ timetable, departure: { ...departure, at }, title, note: note === "" ? null : note }];
    }),
  );
}

/** Departures of timetables, each the moment at which it goes. Its id is its time by the rule, so that one that a freeze moves stays itself. */
export const departureSource: CalendarSource = {
  kinds: ["departure"],
  async list(db, { range, environmentId }) {
    const shown = await shownWithin(db, range, { rangeOf: () => range, environmentId });
    return shown
      .filter(({ departure }) => departure.at >= range.from && departure.at < range.to)
      .map(({ timetable, departure, title, note }) => ({
        id: `departure ${timetable.id} ${iso(departure.byRule)}`,
        kind: "departure",
        title,
        startsAt: iso(departure.at),
        endsAt: iso(departure.at),
        isAllDay: false,
        timeZone: null,
        service: null,
        environment: { ...timetable.environment },
        note,
        href,
        windowId: null,
        recurs: true,
      }));
  },
  async listFeedItems(db, { from, now }) {
    const range = { from, to: plusMs(now, 400 * 86_400_000) };
    const rangeOf = (timetable: StoredTimetable): Period => ({
      from,
      to: rangeAhead(timetable, now, feedDepartures).to,
    });
    const shown = await shownWithin(db, range, { rangeOf, environmentId: null });
    return shown.map(
      ({ timetable, departure, title, note }): FeedItem => ({
        key: `departure ${timetable.id} ${iso(departure.byRule)}`,
        kind: "departure",
        title,
        note,
        href,
        time: { kind: "moment", at: departure.at },
        serviceIds: null,
        environmentIds: [timetable.environment.id],
        place: timetable.environment.name,
      }),
    );
  },
};
