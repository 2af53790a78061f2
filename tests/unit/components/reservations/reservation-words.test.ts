import { describe, expect, it } from "vitest";
import { waitsForWords } from "@/components/reservations/reservation-words";

describe("who is in the way", () => {
  it("is told with times in the reader's zone, and without where there are none", () => {
    const slot = { startsAt: "2026-12-01T22:30:00Z", endsAt: "2026-12-02T01:00:00Z" };
    const sentence = "V-3 of Ann has it alone: Load test.";
    expect(waitsForWords({ sentence, slot }, "Europe/Berlin")).toBe(`${sentence} Tue 1 Dec, 23:30 – Wed 2 Dec, 02:00.`);
    expect(waitsForWords({ sentence, slot }, "UTC")).toBe(`${sentence} Tue 1 Dec, 22:30 – Wed 2 Dec, 01:00.`);
    expect(waitsForWords({ sentence: "And 3 more.", slot: null }, "UTC")).toBe("And 3 more.");
  });
});
