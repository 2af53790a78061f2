import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import {
  breachKey,
  breachState,
  type Cause,
  type CauseKind,
  causeKinds,
  endedPeriods,
  type PeriodRule,
  periodAround,
  withCause,
} from "@/lib/reviews/domain/breach";
import { runs } from "@/tests/support/runs";

const at = (text: string): Instant => instant(Date.parse(text));
const month: PeriodRule = { kind: "calendar", unit: "month", timeZone: "Europe/Berlin" };
const rolling: PeriodRule = { kind: "rolling", days: 30 };
const dayMs = 86_400_000;

describe("the period of a breach", () => {
  it("is the calendar's in its zone, with the days that clocks are changed", () => {
    expect(periodAround(month, at("2026-10-31T23:30:00Z"))).toEqual({
      from: at("2026-10-31T23:00:00Z"),
      to: at("2026-11-30T23:00:00Z"),
    });
  });

  it("is a stretch of its own length for a rolling window, the same whenever it is looked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 * 24 }), fc.integer({ min: 1, max: 90 }), (hours, days) => {
        const moment = instant(hours * 3_600_000);
        const period = periodAround({ kind: "rolling", days }, moment);
        expect(period.to - period.from).toBe(days * dayMs);
        expect(period.from <= moment && moment < period.to).toBe(true);
        expect(periodAround({ kind: "rolling", days }, period.from)).toEqual(period);
      }),
      runs(200),
    );
  });
});

describe("periods that ended", () => {
  it("are those in which the promise existed at their end, once their source has had time to tell", () => {
    const since = at("2026-08-20T00:00:00Z");
    const starts = (now: string, max = 8) =>
      endedPeriods(month, since, at(now), max).map(({ from }) => new Date(from).toISOString().slice(0, 10));
    expect(starts("2026-11-20T00:00:00Z")).toEqual(["2026-07-31", "2026-08-31", "2026-09-30"]);
    expect(starts("2026-11-20T00:00:00Z", 2)).toEqual(["2026-08-31", "2026-09-30"]);
    expect(starts("2026-08-25T00:00:00Z")).toEqual([]);
    // Ended at 22:00 UTC; ten minutes are given.
    expect(starts("2026-08-31T22:09:59Z")).toEqual([]);
    expect(starts("2026-08-31T22:10:00Z")).toEqual(["2026-07-31"]);
  });

  it("of a rolling window come without gaps", () => {
    const found = endedPeriods(rolling, at("2026-01-01T00:00:00Z"), at("2026-11-20T00:00:00Z"), 4);
    expect(found).toHaveLength(4);
    for (const [index, period] of found.slice(1).entries()) expect(period.from).toBe(found[index]?.to);
  });
});

const cause = fc.record<Cause>({
  subjectKind: fc.constantFrom("objective" as const, "clock" as const),
  subjectId: fc.constantFrom("a", "b"),
  periodFrom: fc.constantFrom(at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z")),
  kind: fc.constantFrom(...causeKinds),
});

describe("opening breaches", () => {
  it("gives the same breaches for the same causes, in any order and however often each is seen", () => {
    const plain = (breaches: ReadonlyMap<string, ReadonlySet<CauseKind>>) =>
      [...breaches].map(([key, kinds]) => `${key}: ${[...kinds].sort().join(" ")}`).sort();
    const empty: ReadonlyMap<string, ReadonlySet<CauseKind>> = new Map();
    fc.assert(
      fc.property(
        fc
          .array(cause, { maxLength: 20 })
          .chain((causes) =>
            fc.tuple(
              fc.constant(causes),
              fc.shuffledSubarray([...causes, ...causes], { minLength: 2 * causes.length }),
            ),
          ),
        ([causes, shuffled]) => {
          const once = causes.reduce(withCause, empty);
          expect(plain(shuffled.reduce(withCause, empty))).toEqual(plain(once));
          expect(once.size).toBe(new Set(causes.map(breachKey)).size);
        },
      ),
      runs(200),
    );
  });
});

describe("the state of a breach", () => {
  it("is analysed once its root cause is signed, and closed whatever else", () => {
    expect(breachState({ isClosed: false, isSigned: false })).toBe("open");
    expect(breachState({ isClosed: false, isSigned: true })).toBe("analysed");
    expect(breachState({ isClosed: true, isSigned: false })).toBe("closed");
  });
});
