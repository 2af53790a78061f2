import { describe, expect, it } from "vitest";
import type { FeedItem } from "@/lib/calendar/domain/feed-item";
import { type FeedScope, isInScope, withinBounds } from "@/lib/calendar/domain/feed-scope";
import type { Published } from "@/lib/calendar/domain/publication";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";

const now = instant(Date.parse("2026-06-01T00:00:00Z"));
const dayMs = 86_400_000;

function one(over: Partial<FeedItem>): Published {
  const time = { kind: "moment", at: now } as const;
  const places = { serviceIds: null, environmentIds: null, place: null };
  const item: FeedItem = { key: "k", kind: "blackout", title: "t", note: null, href: null, time, ...places, ...over };
  return { item, sequence: 0, createdAt: now, changedAt: now, cancelledAt: null };
}

const everything: FeedScope = { serviceIds: null, environmentIds: null, kinds: null };
const mine: FeedScope = { ...everything, serviceIds: new Set(["a"]) };

describe("what a feed shows", () => {
  it.each<[string, Partial<FeedItem>, FeedScope, boolean]>([
    ["what is for every service", {}, mine, true],
    ["what is for one of them", { serviceIds: ["b", "a"] }, mine, true],
    ["what is for others", { serviceIds: ["b"] }, mine, false],
    ["what is for none that is known", { serviceIds: [] }, mine, false],
    ["the same in the whole calendar", { serviceIds: [] }, everything, true],
    ["nothing of theirs for who has no service", { serviceIds: ["a"] }, { ...mine, serviceIds: new Set() }, false],
    ["another environment", { environmentIds: ["x"] }, { ...everything, environmentIds: new Set(["y"]) }, false],
    ["every environment", {}, { ...everything, environmentIds: new Set(["y"]) }, true],
    ["another kind", {}, { ...everything, kinds: new Set(["release"] as const) }, false],
    ["its kind", {}, { ...everything, kinds: new Set(["blackout"] as const) }, true],
  ])("%s", (_, item, scope, isShown) => {
    expect(isInScope(one(item), scope)).toBe(isShown);
  });

  it("reaches 90 days back and 400 ahead, in the order of keys", () => {
    const at = (key: string, days: number): Published => {
      const moment: Instant = plusMs(now, days * dayMs);
      return one({ key, time: { kind: "moment", at: moment } });
    };
    const shown = withinBounds([at("d", 401), at("c", 399), at("b", -89), at("a", -91)], now);
    expect(shown.map(({ item }) => item.key)).toEqual(["b", "c"]);
  });
});
