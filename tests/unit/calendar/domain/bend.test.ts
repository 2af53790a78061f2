import { describe, expect, it } from "vitest";
import { bendHolds } from "@/lib/calendar/domain/bend";
import { instant } from "@/lib/kernel/instant";

const here = { serviceId: "svc", environmentId: "env" };
const bend = { reference: "W-1", subject: "*", ...here, endsAt: instant(1) };
const peak = { windowId: "win_1" };
const night = { windowId: "win_2" };
const unplanned = { windowId: null };

describe("what a waiver lifts of what holds a place", () => {
  it("is nothing without one, or with one of another place", () => {
    for (const bends of [[], [{ ...bend, serviceId: "other" }], [{ ...bend, environmentId: "other" }]]) {
      expect(bendHolds([peak], here, bends)).toEqual({ held: [peak], waived: [] });
    }
  });

  it("is the window that it names, and no other", () => {
    const one = { ...bend, subject: "win_1" };
    expect(bendHolds([peak, night, unplanned], here, [one])).toEqual({
      held: [night, unplanned],
      waived: [{ reason: peak, by: one }],
    });
  });

  it("is everything when it names every window", () => {
    expect(bendHolds([peak, night, unplanned], here, [bend]).held).toEqual([]);
  });
});
