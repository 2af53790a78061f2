import { describe, expect, it } from "vitest";
import type { FeedItem } from "@/lib/calendar/domain/feed-item";
import { newestOf, nextPublication, type Published, pastBound } from "@/lib/calendar/domain/publication";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";

const now = instant(Date.parse("2026-06-01T00:00:00Z"));
const dayMs = 86_400_000;
const days = (count: number): Instant => plusMs(now, count * dayMs);

function itemAt(at: Instant, over: Partial<FeedItem> = {}): FeedItem {
  return {
    key: "release a",
    kind: "release",
    title: "Autumn",
    note: "planned",
    href: null,
    time: { kind: "moment", at },
    serviceIds: [],
    environmentIds: [],
    place: null,
    ...over,
  };
}

/** Passes one after another over what stands in the calendar each time. */
function passes(...steps: readonly (readonly [Instant, readonly FeedItem[]])[]): Published[] {
  let known = new Map<string, Published>();
  for (const [at, items] of steps) {
    const { write, forget } = nextPublication([...known.values()], items, at);
    known = new Map([...known, ...write.map((one) => [one.item.key, one] as const)]);
    for (const key of forget) known.delete(key);
  }
  return [...known.values()];
}

describe("what feeds say from now on", () => {
  it("begins at 0 and grows by one for each pass that finds another plan", () => {
    const [moved] = passes([now, [itemAt(days(5))]], [days(1), [itemAt(days(6))]], [days(2), [itemAt(days(7))]]);
    expect(moved).toMatchObject({ sequence: 2, createdAt: now, changedAt: days(2), cancelledAt: null });
  });

  it("says nothing anew when nothing changed, and no new number for a mere word", () => {
    const known = passes([now, [itemAt(days(5))]]);
    expect(nextPublication(known, [itemAt(days(5))], days(1))).toEqual({ write: [], forget: [] });
    const worded = nextPublication(known, [itemAt(days(5), { note: "held" })], days(1)).write;
    expect(worded).toMatchObject([{ sequence: 0, changedAt: days(1), item: { note: "held" } }]);
  });

  it("cancels once what is gone, keeps it for 30 days, then forgets it", () => {
    const [gone] = passes([now, [itemAt(days(5))]], [days(1), []], [days(2), []]);
    expect(gone).toMatchObject({ sequence: 1, cancelledAt: days(1), changedAt: days(1) });
    expect(nextPublication([gone as Published], [], days(30)).forget).toEqual([]);
    expect(nextPublication([gone as Published], [], days(31))).toEqual({ write: [], forget: ["release a"] });
  });

  it("what comes back stands again, under a higher number", () => {
    const [back] = passes([now, [itemAt(days(5))]], [days(1), []], [days(2), [itemAt(days(5))]]);
    expect(back).toMatchObject({ sequence: 2, cancelledAt: null });
  });

  it("what lies behind the past bound is forgotten and not cancelled", () => {
    const known = passes([now, [itemAt(days(5))]]);
    expect(nextPublication(known, [], days(96))).toEqual({ write: [], forget: ["release a"] });
    expect(pastBound(days(90))).toBe(now);
  });

  it("of a kind with too many, what is older than those told is forgotten; what is newer and gone is cancelled", () => {
    const rollout = (key: string, at: Instant): FeedItem => itemAt(at, { key, kind: "rollout" });
    const all = [rollout("rollout 1", days(-3)), rollout("rollout 2", days(-2)), rollout("rollout 3", days(-1))];
    expect(newestOf(all, 3)).toEqual({ items: all, floor: null });
    const told = newestOf(all, 1);
    expect(told).toEqual({ items: [all[2]], floor: days(-1) });
    const known = passes([now, all]);
    const gone = nextPublication(known, [all[1] as FeedItem], now, new Map([["rollout", days(-2)]]));
    expect(gone.forget).toEqual(["rollout 1"]);
    expect(gone.write).toMatchObject([{ item: { key: "rollout 3" }, cancelledAt: now }]);
    // Another kind has no floor.
    const release = passes([now, [itemAt(days(-3))]]);
    expect(nextPublication(release, [], now, new Map([["rollout", now]])).forget).toEqual([]);
  });
});
