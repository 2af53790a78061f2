import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { type CountedRequest, contentionOf, isRefused, waitOf } from "@/lib/reservations/domain/contention";
import { runs } from "@/tests/support/runs";

/** Goal: each request counts in the hours that it wished for. Method: hand-made requests, and sums over random ones. */

const hour = 3_600_000;
const monday = Date.parse("2026-11-16T00:00:00Z");
const wished = (from: number, to: number, change: Partial<CountedRequest> = {}): CountedRequest => ({
  wish: { from: instant(from), to: instant(to) },
  requestedAt: instant(from),
  beganAt: instant(from),
  ...{ wasGranted: true, endedAt: null, ending: null },
  ...change,
});

describe("contention", () => {
  it("counts hours that are touched, waits where it began, and who was turned away", () => {
    const cells = contentionOf(
      [
        wished(monday + 9.5 * hour, monday + 11 * hour, { beganAt: instant(monday + 12.5 * hour) }),
        wished(monday + 9 * hour, monday + 10 * hour, { wasGranted: false, beganAt: null, ending: "refused" }),
      ],
      "UTC",
    );
    expect(cells).toHaveLength(168);
    expect(cells[9]).toEqual({ weekday: 1, hour: 9, wished: 2, asked: 2, waitMs: 3 * hour, waited: 1, refused: 1 });
    expect(cells[10]).toMatchObject({ wished: 1, asked: 0 });
    expect(cells[11]).toMatchObject({ wished: 0 });
  });

  it("is told in local hours, also of zones that are off by parts of an hour", () => {
    const cells = contentionOf([wished(monday, monday + hour)], "Asia/Kolkata");
    expect(cells.filter(({ wished: count }) => count > 0).map(({ hour: at }) => at)).toEqual([5, 6]);
  });

  it("knows no wait of who has nothing yet, and no refusal of who had a time", () => {
    expect(waitOf(wished(0, 1, { wasGranted: false }))).toBeNull();
    expect(isRefused(wished(0, 1, { ending: "taken_away" }))).toBe(false);
    expect(isRefused(wished(0, 1, { wasGranted: false, ending: null }))).toBe(false);
  });

  it("counts each request once where it wished to begin", () => {
    const some = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 90 })), { maxLength: 30 });
    fc.assert(
      fc.property(some, fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"), (spans, zone) => {
        const requests = spans.map(([from, length]) => wished(monday + from * hour, monday + (from + length) * hour));
        const cells = contentionOf(requests, zone);
        expect(cells.reduce((sum, { asked }) => sum + asked, 0)).toBe(requests.length);
        const hours = spans.reduce((sum, [, length]) => sum + length, 0);
        expect(cells.reduce((sum, { wished: count }) => sum + count, 0)).toBe(hours);
      }),
      runs(30),
    );
  });
});
