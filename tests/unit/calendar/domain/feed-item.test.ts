import { describe, expect, it } from "vitest";
import { extentOf, type FeedItem, significantText, wholeText } from "@/lib/calendar/domain/feed-item";
import { instant } from "@/lib/kernel/instant";

const recurrence = {
  rule: "FREQ=WEEKLY;BYDAY=FR",
  timeZone: "Europe/Berlin",
  localStart: "2026-03-27T17:00",
  durationMinutes: 60,
  exdates: ["2026-04-03", "2026-04-10"],
};
const item: FeedItem = {
  key: "window win_1",
  kind: "blackout",
  title: "Peak",
  note: "a note",
  href: null,
  time: { kind: "series", recurrence },
  serviceIds: ["svc_2", "svc_1"],
  environmentIds: null,
  place: "Cart, every environment",
};

describe("an item of a feed", () => {
  it("does not change by the order of what it holds", () => {
    const same = {
      ...item,
      serviceIds: ["svc_1", "svc_2"],
      time: { kind: "series", recurrence: { ...recurrence, exdates: ["2026-04-10", "2026-04-03"] } },
    } as const;
    expect(wholeText(same)).toBe(wholeText(item));
  });

  it.each<[string, Partial<FeedItem>, boolean]>([
    ["its title", { title: "Off-peak" }, true],
    ["its time", { time: { kind: "moment", at: instant(1) } }, true],
    ["its place", { place: "Shop, every environment" }, true],
    ["what is said of its state", { note: "under way" }, false],
    ["whom it is shown to", { serviceIds: ["svc_1"] }, false],
  ])("%s changed", (_, change, matters) => {
    expect(significantText({ ...item, ...change }) !== significantText(item)).toBe(matters);
    expect(wholeText({ ...item, ...change })).not.toBe(wholeText(item));
  });

  it("knows from when to when it is", () => {
    expect(extentOf({ kind: "moment", at: instant(5) })).toEqual({ from: 5, to: 6 });
    expect(extentOf({ kind: "span", from: instant(5), to: instant(9) })).toEqual({ from: 5, to: 9 });
    const days = { kind: "days", firstDay: "2026-12-25", endDay: "2026-12-26", timeZone: "Europe/Berlin" } as const;
    expect(extentOf(days).from).toBe(Date.parse("2026-12-24T23:00:00Z"));
    expect(extentOf(item.time).from).toBe(Date.parse("2026-03-27T16:00:00Z"));
    const never = { ...recurrence, rule: "FREQ=DAILY;COUNT=1", exdates: ["2026-03-27"] };
    expect(extentOf({ kind: "series", recurrence: never }).from).toBeGreaterThan(Date.parse("2190-01-01"));
  });
});
