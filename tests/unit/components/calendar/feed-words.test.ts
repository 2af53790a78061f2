import { describe, expect, it } from "vitest";
import { onReadersDays, whenWords } from "@/components/calendar/entry-words";
import { feedAddresses, feedWords } from "@/components/calendar/feed-words";
import { daysWords, sourceWords } from "@/components/calendar/holiday-words";
import type { CalendarEntry } from "@/lib/calendar/contract";
import type { FeedView } from "@/lib/calendar/feed-contract";

const feed: FeedView = {
  ...{ id: "cal_1", name: "x", owner: "Olga", scope: "mine", team: null, environments: [], kinds: [] },
  ...{ fingerprint: "Ab3d", createdAt: "", lastReadAt: null, state: "active" },
} as const;

const holiday: CalendarEntry = {
  ...{ id: "h", kind: "holiday", title: "Christmas", isAllDay: true, timeZone: "Pacific/Auckland" },
  ...{ startsAt: "2026-12-24T11:00:00.000Z", endsAt: "2026-12-26T11:00:00.000Z" },
  ...{ environment: null, service: null, note: null, href: null, windowId: null, recurs: false },
} as const;

describe("words of feeds and holidays", () => {
  it("say what a feed shows", () => {
    expect(feedWords(feed)).toBe("What concerns my teams' services");
    const team = { slug: "shop", name: "Shop" };
    const some = {
      ...feed,
      scope: "team",
      team,
      environments: [{ slug: "p", name: "Production" }],
      kinds: ["drill"],
    } as const;
    expect(feedWords({ ...some, environments: [...some.environments], kinds: [...some.kinds] })).toBe(
      "What concerns Shop · Production · Drill",
    );
    expect(feedAddresses("/api/calendars/x.ics", "https://signalbox.example")).toEqual({
      https: "https://signalbox.example/api/calendars/x.ics",
      webcal: "webcal://signalbox.example/api/calendars/x.ics",
    });
  });

  it("put a holiday on its own days, wherever one looks from", () => {
    for (const zone of ["America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland", "UTC"]) {
      expect(whenWords(onReadersDays(holiday, zone), zone), zone).toBe("Fri 25 Dec – Sat 26 Dec");
    }
    const drill = { ...holiday, timeZone: null };
    expect(onReadersDays(drill, "UTC")).toBe(drill);
  });

  it("name the days and the source", () => {
    expect(daysWords({ firstDay: "2026-12-25", endDay: "2026-12-26" })).toBe("Fri 25 Dec 2026");
    expect(daysWords({ firstDay: "2026-12-25", endDay: "2026-12-27" })).toBe("Fri 25 Dec 2026 – Sat 26 Dec 2026");
    const of = { host: null, timeZone: "UTC", team: null, holidayCount: 3 } as Parameters<typeof sourceWords>[0];
    expect(sourceWords(of)).toBe("3 days, given as a file · every service · UTC");
  });
});
