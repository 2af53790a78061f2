import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoText, readTime } from "@/lib/imports/domain/time-text";
import { instant } from "@/lib/kernel/instant";

const none = { zone: null, dateOrder: null } as const;
const berlin = { zone: "Europe/Berlin", dateOrder: "dmy" } as const;

function iso(text: string, reading: Parameters<typeof readTime>[1] = none): string {
  const read = readTime(text, reading);
  return read.kind === "at" ? isoText(read.at) : read.message;
}

describe("times of other systems", () => {
  it.each([
    ["2026-11-20T09:30:00Z", "2026-11-20T09:30:00.000Z"],
    ["2026-11-20T09:30:00.1239+02:00", "2026-11-20T07:30:00.123Z"],
    ["2021-02-22 09:12:30 UTC", "2021-02-22T09:12:30.000Z"],
    ["2026-11-20 09:30 -0530", "2026-11-20T15:00:00.000Z"],
    ["1763631000", "2025-11-20T09:30:00.000Z"],
    ["1763631000123", "2025-11-20T09:30:00.123Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ])("%s is %s, whatever the zone of the file", (text, expected) => {
    expect(iso(text)).toBe(expected);
    expect(iso(text, berlin)).toBe(expected);
  });

  it("reads a time without zone in the zone of the file, summer and winter", () => {
    expect(iso("2026-07-01 12:00:00", berlin)).toBe("2026-07-01T10:00:00.000Z");
    expect(iso("2026-12-01 12:00:00.5", berlin)).toBe("2026-12-01T11:00:00.500Z");
    expect(iso("20.11.2026 09:30", berlin)).toBe("2026-11-20T08:30:00.000Z");
    expect(iso("03/04/2026", { zone: "UTC", dateOrder: "mdy" })).toBe("2026-03-04T00:00:00.000Z");
  });

  it("takes the earlier of an hour that the clock shows twice, and refuses one that it leaves out", () => {
    expect(iso("2026-10-25 02:30:00", berlin)).toBe("2026-10-25T00:30:00.000Z");
    expect(iso("2026-03-29 02:30:00", berlin)).toContain("does not exist");
  });

  it.each([
    ["2026-11-20 09:30:00", "names no time zone"],
    ["03/04/2026 09:30Z", "two ways"],
    ["2026-02-30T00:00:00Z", "not a day"],
    ["2026-11-20T24:00:00Z", "not a day or an hour"],
    ["1889-01-01T00:00:00Z", "between 1990"],
    ["yesterday", "is not a time"],
    ["", "is not a time"],
  ])("says what is wrong with %j", (text, words) => {
    expect(iso(text)).toContain(words);
  });

  it("writes what Date writes, for every moment of the range", () => {
    fc.assert(
      fc.property(fc.integer({ min: 631_152_000_000, max: 4_102_444_799_999 }), (ms) => {
        const written = new Date(ms).toISOString();
        expect(isoText(instant(ms))).toBe(written);
        expect(iso(written)).toBe(written);
      }),
    );
  });

  it("never throws, whatever is written", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["at", "fault"]).toContain(readTime(text, berlin).kind);
      }),
    );
  });
});
