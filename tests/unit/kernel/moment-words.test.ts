import { describe, expect, it } from "vitest";
import { momentOfYearWords, momentWords, spanWords } from "@/lib/kernel/moment-words";

const at = Date.parse("2026-12-01T01:49:30Z");

describe("a moment in words", () => {
  it("is of the zone that it is told in", () => {
    expect(momentWords(at, "UTC")).toBe("Tue 1 Dec, 01:49");
    expect(momentWords(at, "America/St_Johns")).toBe("Mon 30 Nov, 22:19");
    expect(momentOfYearWords(Date.parse("2026-12-31T23:30:00Z"), "Europe/Berlin")).toBe("Fri 1 Jan 2027, 00:30");
  });
});

describe("a span in words", () => {
  const hour = 3_600_000;

  it("names its day once, and both where they differ", () => {
    expect(spanWords(at, at + 3 * hour, "UTC")).toBe("Tue 1 Dec, 01:49 – 04:49");
    expect(spanWords(at, at + 3 * hour, "America/St_Johns")).toBe("Mon 30 Nov, 22:19 – Tue 1 Dec, 01:19");
  });

  it("is one time for what takes less than a minute, and for what ends before it begins", () => {
    expect(spanWords(at, at + 20_000, "UTC")).toBe("Tue 1 Dec, 01:49");
    expect(spanWords(at, at - hour, "UTC")).toBe("Tue 1 Dec, 01:49");
  });

  it("does not take the same day of another year for the same day", () => {
    expect(spanWords(at, Date.parse("2032-12-01T01:49:00Z"), "UTC")).toContain("– Wed 1 Dec, 01:49");
  });
});
