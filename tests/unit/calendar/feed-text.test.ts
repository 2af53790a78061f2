import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeedItem, FeedTime } from "@/lib/calendar/domain/feed-item";
import { nextPublication, type Published } from "@/lib/calendar/domain/publication";
import { occurrencesBetween, type Recurrence } from "@/lib/calendar/domain/recurrence";
import { recurrenceReasons } from "@/lib/calendar/domain/rule-check";
import { feedText, uidOf } from "@/lib/calendar/feed-text";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import { expandFeed, parsedFeed } from "@/tests/support/read-feed";
import { runs } from "@/tests/support/runs";

// Security: row 63 of docs/security-checks.md.

const now = instant(Date.parse("2026-06-01T00:00:00Z"));
const head = { name: "Mine", description: "What concerns me.", origin: "https://signalbox.example", now };
/** Both changes of the clocks of 2026, in either half of the world. */
const year = { from: instant(Date.parse("2026-03-05T00:00:00Z")), to: instant(Date.parse("2026-12-31T00:00:00Z")) };

function published(time: FeedTime, over: Partial<FeedItem> = {}, said: Partial<Published> = {}): Published {
  const item: FeedItem = {
    key: "window win_1",
    kind: "blackout",
    title: "Peak",
    note: null,
    href: null,
    time,
    serviceIds: null,
    environmentIds: null,
    place: null,
    ...over,
  };
  return { item, sequence: 0, createdAt: now, changedAt: now, cancelledAt: null, ...said };
}

function expectSame(recurrence: Recurrence): void {
  const text = feedText([published({ kind: "series", recurrence })], head);
  const read = expandFeed(text, year).map(({ startsAt, endsAt }) => `${startsAt} to ${endsAt}`);
  const own = occurrencesBetween(recurrence, year).map(({ from, to }) => `${from} to ${to}`);
  if (read.toSorted().join() === own.toSorted().join()) return;
  const words = (times: readonly string[]) => times.map((time) => time.replaceAll(/-?\d+/g, (at) => iso(Number(at))));
  expect(words(read), `${JSON.stringify(recurrence)}\n${text}`).toEqual(words(own));
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Pacific/Auckland",
  "UTC",
];

describe("a feed, read by another library", () => {
  it.each([
    ["inside of the hour that spring leaves out", "FREQ=DAILY", "2026-03-20T02:30", 60],
    ["inside of the hour that autumn brings twice", "FREQ=DAILY", "2026-10-20T02:30", 90],
    ["over the night in which clocks change", "FREQ=DAILY", "2026-01-01T22:00", 480],
    ["over the weekend in which clocks change", "FREQ=WEEKLY;BYDAY=FR", "2026-01-02T17:00", 3_780],
    ["counted, past what spring leaves out", "FREQ=DAILY;COUNT=20", "2026-03-20T02:30", 60],
    ["counted, up to the hour that autumn brings twice", "FREQ=DAILY;COUNT=23", "2026-10-03T02:30", 60],
    ["until a day", "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20260720", "2026-01-01T09:00", 60],
    ["the last Friday", "FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30T17:00", 60],
    ["a first time that is itself over the change", "FREQ=WEEKLY", "2026-03-28T22:00", 480],
  ])("%s", (_, rule, localStart, durationMinutes) => {
    for (const timeZone of zones) expectSame({ rule, timeZone, localStart, durationMinutes, exdates: [] });
  });

  it("left out by day and by start", () => {
    const exdates = ["2026-04-03", "2026-04-10T17:00", "2026-03-27"];
    for (const timeZone of zones) {
      expectSame({
        rule: "FREQ=WEEKLY;BYDAY=FR",
        timeZone,
        localStart: "2026-03-27T17:00",
        durationMinutes: 60,
        exdates,
      });
    }
  });

  const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45));
  const rules = fc.constantFrom(
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;COUNT=200",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
    "FREQ=WEEKLY;BYDAY=SA,SU;COUNT=60",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261102",
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=MONTHLY;BYDAY=2SU,-1SU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
    "FREQ=YEARLY;BYMONTH=3,4,10,11;BYDAY=1SU",
  );
  const series = fc.record({
    rule: rules,
    timeZone: fc.constantFrom(...zones),
    localStart: fc
      .tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 4 }), clock)
      .map(
        ([day, month, [hour, minute]]) =>
          `2026-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`,
      ),
    durationMinutes: fc.constantFrom(15, 60, 150, 480, 1_440, 2_000, 3_780),
    exdates: fc.uniqueArray(
      fc.integer({ min: 0, max: 330 }).map((days) => iso(Date.UTC(2026, 0, 1) + days * 86_400_000).slice(0, 10)),
      { maxLength: 5 },
    ),
  });

  const seed = Date.now() % 2_147_483_647;
  it(`every occurrence of every series, in eight zones over both changes of 2026 (seed ${seed})`, () => {
    fc.assert(
      fc.property(series, (recurrence) => {
        fc.pre(recurrenceReasons(recurrence).length === 0);
        expectSame(recurrence);
      }),
      { seed, ...runs(10), verbose: 1 },
    );
  });
});

/** What became of a reservation or a rollout between two passes. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("planned" as const),
      from: fc.integer({ min: -200, max: 2_000 }),
      // 0: under way, so that nobody knows the end.
      hours: fc.constantFrom(0, 1, 8),
      title: fc.constantFrom("V-1 Load; test", "Cart 1.2.0, 漢字"),
    }),
    fc.constant({ kind: "gone" as const }),
    fc.record({ kind: fc.constant("worded" as const), note: fc.constantFrom("waits", "holds") }),
  ),
  { minLength: 1, maxLength: 12 },
);

describe("reservations and rollouts over time, read by another library after each pass", () => {
  const hour = 3_600_000;
  const seed = Date.now() % 2_147_483_647;
  it(`keep their id, count each change of plan, and say that they are cancelled (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.constantFrom("reservation" as const, "rollout" as const), steps, (kind, history) => {
        const key = `${kind} x_1`;
        let known: readonly Published[] = [];
        let item: FeedItem | null = null;
        let last: FeedItem | null = null;
        let sequence = -1;
        let at: Instant = now;
        for (const step of history) {
          at = plusMs(at, 60_000);
          const before: FeedItem | null = item;
          if (step.kind === "gone") item = null;
          else if (step.kind === "worded")
            item = before === null ? null : Object.assign({}, before, { note: step.note });
          else {
            const from = plusMs(now, step.from * hour);
            const time: FeedTime =
              step.hours === 0
                ? { kind: "moment", at: from }
                : { kind: "span", from, to: plusMs(from, step.hours * hour) };
            item = { ...published(time, { key, kind, title: step.title }).item };
          }
          const isNewPlan =
            (item === null) !== (last === null) ||
            (item !== null && last !== null && (item.title !== last.title || !sameTime(item.time, last.time)));
          if (item !== null || sequence >= 0) sequence += isNewPlan ? 1 : 0;
          last = item;
          const { write } = nextPublication(known, item === null ? [] : [item], at);
          known = write.length > 0 ? write : known;
          const read = expandFeed(feedText(known, head), { from: -1e15, to: 1e15 });
          expect(read.map(({ uid }) => uid)).toEqual(sequence < 0 ? [] : [uidOf(key)]);
          const [one] = read;
          if (!one) continue;
          expect(one).toMatchObject({ sequence, status: item === null ? "CANCELLED" : "CONFIRMED" });
          if (item?.time.kind === "span") expect([one.startsAt, one.endsAt]).toEqual([item.time.from, item.time.to]);
          if (item?.time.kind === "moment") expect([one.startsAt, one.endsAt]).toEqual([item.time.at, item.time.at]);
          if (item) expect(one.title).toBe(item.title);
        }
      }),
      { seed, ...runs(20), verbose: 1 },
    );
  });

  function sameTime(one: FeedTime, other: FeedTime): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
  }
});

describe("the text of a feed", () => {
  it("escapes, folds at 75 octets, and comes back as it was", () => {
    const title = "Größere Freigabe; Kasse, Suche \\ 東京 🚂";
    const note = `Zeile eins\nZeile zwei; mit, allem \\ und ${"sehr lang 漢字 ".repeat(40).trim()}`;
    const text = feedText([published({ kind: "moment", at: now }, { title, note, href: "/releases/1" })], head);
    for (const line of text.split("\r\n")) expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const [event] = parsedFeed(text).getAllSubcomponents("vevent");
    expect(event?.getFirstPropertyValue("summary")).toBe(title);
    expect(event?.getFirstPropertyValue("description")).toBe(`${note}\n\nhttps://signalbox.example/releases/1`);
    expect(parsedFeed(parsedFeed(text).toString()).toString()).toBe(parsedFeed(text).toString());
  });

  it.each(["\r\n", "\n", "\r", "\u2028", "\u0085"])("words with %j cannot add an entry", (end) => {
    const bad = `x${end}END:VEVENT${end}BEGIN:VEVENT${end}UID:evil`;
    const item = { title: bad, note: bad, place: bad };
    const text = feedText([published({ kind: "moment", at: now }, item)], { ...head, name: bad, description: bad });
    const events = parsedFeed(text).getAllSubcomponents("vevent");
    expect(events.map((event) => event.getFirstPropertyValue("uid"))).toEqual([uidOf("window win_1")]);
    expect(text.match(/^UID:/gm)).toHaveLength(1);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it("a name of the feed cannot add lines", () => {
    const text = feedText([], { ...head, name: "A\r\nBEGIN:VEVENT, B" });
    expect(parsedFeed(text).getAllSubcomponents("vevent")).toEqual([]);
    expect(parsedFeed(text).getFirstPropertyValue("x-wr-calname")).toContain("A BEGIN:VEVENT");
  });

  it("days are days, moments have no end, and a cancelled one says so with its number", () => {
    const days = { kind: "days", firstDay: "2026-12-25", endDay: "2026-12-27", timeZone: "Europe/Berlin" } as const;
    const text = feedText(
      [
        published(days, { key: "holiday a" }),
        published({ kind: "moment", at: now }, { key: "release b" }, { sequence: 3, cancelledAt: now }),
      ],
      head,
    );
    expect(text).toContain("DTSTART;VALUE=DATE:20261225\r\n");
    expect(text).toContain("DTEND;VALUE=DATE:20261227\r\n");
    const read = expandFeed(text, { from: 0, to: 4e12 });
    expect(read[1]).toMatchObject({ startsAt: now, endsAt: now, status: "CANCELLED", sequence: 3 });
    expect(read[0]).toMatchObject({ isAllDay: true, status: "CONFIRMED", sequence: 0 });
  });

  it("the same entries are the same text, with an id of their own", () => {
    const one = published({ kind: "moment", at: now });
    expect(feedText([one], head)).toBe(feedText([one], head));
    expect(feedText([one], head)).toContain(`UID:${uidOf("window win_1")}\r\n`);
    expect(uidOf("window win_2")).not.toBe(uidOf("window win_1"));
    expect(uidOf("window win_1")).toMatch(/^[0-9a-f]{32}@signalbox$/);
  });
});
