import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Announcement, plannedBy } from "@/lib/calendar/domain/planned-time";
import { instant } from "@/lib/kernel/instant";
import { lengthMs } from "@/lib/kernel/intervals";
import { runs } from "@/tests/support/runs";

const at = (hour: number) => instant(Date.parse("2026-11-20T00:00:00Z") + hour * 3_600_000);
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const said = (announced: number, from: number, to: number, applies = true): Announcement => ({
  windowId: "win",
  name: "Upgrade",
  announcedAt: at(announced),
  applies,
  spans: [span(from, to)],
});

describe("planned time", () => {
  it("is what was announced before it began", () => {
    expect(plannedBy([said(0, 2, 4)])).toMatchObject([{ planned: [span(2, 4)], said: span(2, 4), announcedAt: at(0) }]);
  });

  it("is nothing of a window that was announced when it had begun, or after", () => {
    expect(plannedBy([said(2, 2, 4)])[0]?.planned).toEqual([]);
    expect(plannedBy([said(9, 2, 4)])[0]?.planned).toEqual([]);
  });

  it("follows a window that is moved before it begins", () => {
    expect(plannedBy([said(0, 2, 4), said(1, 6, 8)])[0]?.planned).toEqual([span(6, 8)]);
  });

  it("is not lengthened once it has begun, and is shortened", () => {
    expect(plannedBy([said(0, 2, 4), said(3, 2, 8)])[0]?.planned).toEqual([span(2, 4)]);
    expect(plannedBy([said(0, 2, 8), said(3, 2, 4)])[0]?.planned).toEqual([span(2, 4)]);
  });

  it("ends with a deletion, which leaves what was before as it was", () => {
    expect(plannedBy([said(0, 2, 8), said(5, 2, 8, false)])[0]?.planned).toEqual([span(2, 5)]);
    expect(plannedBy([said(0, 2, 4), said(9, 2, 4, false)])[0]?.planned).toEqual([span(2, 4)]);
    expect(plannedBy([said(0, 2, 4), said(1, 2, 4, false)])[0]?.planned).toEqual([]);
  });

  it("is each time of a window that comes back, and what it said before stays planned", () => {
    const weekly = { ...said(0, 2, 4), spans: [span(2, 4), span(12, 14), span(22, 24)] };
    const later = { ...weekly, announcedAt: at(10), spans: [span(16, 18), span(26, 28)] };
    expect(plannedBy([weekly]).map(({ planned }) => planned)).toEqual([[span(2, 4)], [span(12, 14)], [span(22, 24)]]);
    expect(plannedBy([weekly, later]).map(({ planned }) => planned)).toEqual([
      [span(16, 18)],
      [span(26, 28)],
      [span(2, 4)],
    ]);
  });

  it("is nothing where the window never was about the place", () => {
    expect(plannedBy([said(0, 2, 4, false)])).toEqual([]);
  });

  it("does not change for time that is over, whatever is announced later", () => {
    const edit = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), edit, (edits, late) => {
        const all = edits.map(([from, length, applies], index) => said(index * 4, from, from + length, applies));
        const now = edits.length * 4;
        const [from, length, applies] = late;
        const upTo = (list: readonly Announcement[]) =>
          (plannedBy(list)[0]?.planned ?? [])
            .filter((one) => one.from < at(now))
            .map((one) => ({
              from: one.from,
              to: Math.min(one.to, at(now)),
            }));
        const before = upTo(all);
        const after = upTo([...all, said(now, from, from + length, applies)]);
        // A place that only the late announcement concerns has no past before it.
        expect(after).toEqual(before);
        for (const one of plannedBy([...all, said(now, from, from + length, applies)])[0]?.planned ?? [])
          expect(lengthMs([one])).toBeGreaterThan(0);
      }),
      runs(200),
    );
  });
});
