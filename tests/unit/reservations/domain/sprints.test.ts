import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { sprintOf, sprintsIn } from "@/lib/reservations/domain/sprints";
import { runs } from "@/tests/support/runs";

/** Goal: sprints follow one another without gaps, from midnight to midnight of their zone. Method: a change of clocks, random ranges. */

const plan = { firstDay: "2026-10-19", lengthDays: 14, timeZone: "Europe/Berlin" };
const day = 86_400_000;

describe("sprints", () => {
  it("keep their midnights where clocks change", () => {
    const first = sprintOf(plan, 1);
    expect(new Date(first.from).toISOString()).toBe("2026-10-18T22:00:00.000Z");
    expect(new Date(first.to).toISOString()).toBe("2026-11-01T23:00:00.000Z");
    expect(sprintOf(plan, 2).from).toBe(first.to);
  });

  it("do not exist before the first, and a range has those that it touches", () => {
    const before = {
      from: instant(Date.parse("2026-01-01T00:00:00Z")),
      to: instant(Date.parse("2026-02-01T00:00:00Z")),
    };
    expect(sprintsIn(plan, before)).toEqual([]);
    const start = sprintOf(plan, 1).from;
    fc.assert(
      fc.property(
        fc.nat(400),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 30 }),
        (ahead, days, lengthDays) => {
          const range = { from: instant(start + ahead * day), to: instant(start + (ahead + days) * day) };
          const found = sprintsIn({ ...plan, lengthDays }, range);
          expect(found[0]?.from).toBeLessThanOrEqual(range.from);
          expect(found.at(-1)?.to).toBeGreaterThanOrEqual(range.to);
          for (const [index, one] of found.entries()) {
            const next = found[index + 1];
            if (next) expect([next.number, next.from]).toEqual([one.number + 1, one.to]);
          }
        },
      ),
      runs(100),
    );
  });
});
