import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideHolds, heldUntil, isInForce, letsRun, type WindowFact } from "@/lib/calendar/domain/hold";
import { instant } from "@/lib/kernel/instant";

const now = instant(1_000);

const anyWindow: fc.Arbitrary<WindowFact> = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    kind: fc.constantFrom("blackout" as const, "maintenance" as const),
    name: fc.string(),
    underWay: fc.constantFrom("hold" as const, "let_run" as const),
    startsAt: fc.integer({ min: 900, max: 1_100 }),
    lengthMs: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ startsAt, lengthMs, ...window }) => ({
    ...window,
    startsAt: instant(startsAt),
    endsAt: instant(startsAt + lengthMs),
  }));

function window(kind: WindowFact["kind"], startsAt: number, endsAt: number): WindowFact {
  return {
    id: `${kind} ${startsAt}`,
    kind,
    name: kind,
    underWay: "hold",
    startsAt: instant(startsAt),
    endsAt: instant(endsAt),
  };
}

describe("holds", () => {
  it("a window is in force from its start up to, not including, its end", () => {
    expect(isInForce(window("blackout", 1_000, 1_001), now)).toBe(true);
    expect(isInForce(window("blackout", 999, 1_000), now)).toBe(false);
  });

  it("names the next maintenance window, and none when none is planned", () => {
    const planned = [window("maintenance", 1_200, 1_300), window("maintenance", 1_050, 1_060)];
    expect(decideHolds(planned, now)).toMatchObject([{ kind: "outside_maintenance", until: 1_050 }]);
    expect(decideHolds([window("maintenance", 1, 2)], now)).toMatchObject([{ until: null, windowId: null }]);
  });

  it("a blackout holds also inside a maintenance window", () => {
    const both = [window("blackout", 900, 1_100), window("maintenance", 900, 1_100)];
    expect(decideHolds(both, now)).toMatchObject([{ kind: "blackout", until: 1_100 }]);
  });

  it("the order of the windows does not matter to whether and until when it holds", () => {
    fc.assert(
      fc.property(fc.array(anyWindow, { maxLength: 8 }), (windows) => {
        const forwards = decideHolds(windows, now);
        const backwards = decideHolds(windows.toReversed(), now);
        expect(backwards.length).toBe(forwards.length);
        expect(heldUntil(backwards)).toBe(heldUntil(forwards));
      }),
    );
  });

  it("holds exactly when a blackout is in force, or maintenance windows exist and none is in force", () => {
    fc.assert(
      fc.property(fc.array(anyWindow, { maxLength: 8 }), (windows) => {
        const inForce = windows.filter((one) => one.startsAt <= 1_000 && one.endsAt > 1_000).map((one) => one.kind);
        const isRestricted = windows.some((one) => one.kind === "maintenance") && !inForce.includes("maintenance");
        expect(decideHolds(windows, now).length > 0).toBe(inForce.includes("blackout") || isRestricted);
      }),
    );
  });

  it("adding a blackout never lifts a hold; every hold ends in the future or has no known end", () => {
    fc.assert(
      fc.property(fc.array(anyWindow, { maxLength: 8 }), anyWindow, (windows, added) => {
        const before = decideHolds(windows, now);
        const after = decideHolds([...windows, { ...added, kind: "blackout" }], now);
        expect(after.length).toBeGreaterThanOrEqual(before.length);
        for (const hold of after) expect(hold.until === null || hold.until > now).toBe(true);
      }),
    );
  });

  it("nothing set holds nothing", () => {
    expect(decideHolds([], now)).toEqual([]);
    expect(heldUntil([])).toBeNull();
  });
});

describe("a rollout that is under way when a hold begins", () => {
  const hold = { since: now, underWay: "let_run" } as const;
  const begun = { isQueued: false, createdAt: instant(900) };

  it("goes on only where its window says so, and only when it had begun before", () => {
    expect(letsRun(hold, begun)).toBe(true);
    expect(letsRun({ ...hold, underWay: "hold" }, begun)).toBe(false);
    expect(letsRun(hold, { ...begun, isQueued: true })).toBe(false);
    expect(letsRun(hold, { ...begun, createdAt: now })).toBe(false);
    expect(letsRun({ ...hold, since: null }, begun)).toBe(false);
  });

  it("is told by the window that closed, outside of maintenance windows", () => {
    const closed = { ...window("maintenance", 800, 950), underWay: "let_run" } as const;
    const earlier = window("maintenance", 1, 2);
    const next = window("maintenance", 1_100, 1_200);
    expect(decideHolds([earlier, closed, next], now)).toMatchObject([
      { since: 950, underWay: "let_run", until: 1_100 },
    ]);
    expect(decideHolds([next], now)).toMatchObject([{ since: null, underWay: "hold" }]);
    expect(decideHolds([window("blackout", 900, 1_100)], now)).toMatchObject([{ since: 900, underWay: "hold" }]);
  });
});
