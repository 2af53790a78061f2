import { describe, expect, it } from "vitest";
import { regionWords } from "@/components/clocks/clock-words";
import { hoursValues, newRegion, scheduleTermsOf } from "@/components/clocks/definition-values";
import type { ScheduleView } from "@/lib/clocks/contract";

/** Goal: the form of business hours says what it was given, regions and all. */

const office = [
  { weekday: 1, from: "09:00", to: "12:00" },
  { weekday: 1, from: "13:00", to: "17:00" },
  { weekday: 5, from: "09:00", to: "15:00" },
];
const view = (terms: ScheduleView["terms"]): ScheduleView => ({
  ...{ id: "bsc_1", slug: "sun", name: "Sun", terms, version: 1, revision: 3 },
  ...{ createdBy: "Ada", createdAt: "2026-01-01T00:00:00.000Z" },
});
const one = { timeZone: "Europe/Berlin", hours: office, holidays: ["2026-12-25"] };

describe("business hours in the form", () => {
  it("come back as they were", () => {
    expect(scheduleTermsOf(hoursValues(view(one)))).toEqual(one);
    const others = [
      { region: "Denver", timeZone: "America/Denver", hours: office, holidays: [], tell: ["Denver on call"] },
    ];
    const sun = { ...one, handOver: { region: "Berlin", tell: [], rule: "at_open" as const, others } };
    expect(scheduleTermsOf(hoursValues(view(sun)))).toEqual(sun);
    expect(regionWords(sun)).toBe("Berlin, then Denver");
    expect(regionWords(one)).toBeNull();
  });

  it("are those of one region when the last other one is taken away", () => {
    const values = hoursValues(null);
    expect(scheduleTermsOf(values).handOver).toBeUndefined();
    const two = { ...values, region: "Berlin", others: [{ ...newRegion(), region: "New York" }] };
    expect(scheduleTermsOf(two).handOver).toMatchObject({ region: "Berlin", rule: "at_close" });
    expect(scheduleTermsOf({ ...two, others: [] }).handOver).toBeUndefined();
  });
});
