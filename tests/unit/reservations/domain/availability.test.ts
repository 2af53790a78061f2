import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { availabilityOf, combined, type WatchedBy } from "@/lib/reservations/domain/availability";
import { runs } from "@/tests/support/runs";

/** Goal: nothing is up because somebody was silent. Method: random sources against a walk through every tick. */

const span = (from: number, to: number) => ({ from: instant(from), to: instant(to) });
const someSpan = fc
  .tuple(fc.nat(40), fc.integer({ min: 1, max: 12 }))
  .map(([from, length]) => span(from, from + length));
const someSource = fc.record({
  name: fc.constant("s"),
  expected: someSpan,
  up: fc.array(someSpan, { maxLength: 4 }),
  down: fc.array(someSpan, { maxLength: 3 }),
});
const has = (spans: readonly { from: number; to: number }[], tick: number) =>
  spans.some(({ from, to }) => from <= tick && tick < to);

function stateAt(sources: readonly WatchedBy[], tick: number): "up" | "down" | "unknown" {
  const expected = sources.filter((one) => has([one.expected], tick));
  if (expected.some((one) => has(one.down, tick))) return "down";
  return expected.length > 0 && expected.every((one) => has(one.up, tick)) ? "up" : "unknown";
}

describe("availability within promised hours", () => {
  it("is what a walk through every tick counts, and its parts add up", () => {
    const promises = fc.array(someSpan, { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(someSource, { maxLength: 3 }), promises, (sources, promised) => {
        const range = span(5, 45);
        const found = availabilityOf(combined(sources), promised, range);
        const ticks = Array.from({ length: 60 }, (_, tick) => tick).filter(
          (tick) => has(promised, tick) && has([range], tick),
        );
        const count = (state: string) => ticks.filter((tick) => stateAt(sources, tick) === state).length;
        expect([found.upMs, found.downMs, found.unknownMs]).toEqual([count("up"), count("down"), count("unknown")]);
        expect(found.upMs + found.downMs + found.unknownMs).toBe(found.promisedMs);
        expect(found.outages.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(found.downMs);
      }),
      runs(200),
    );
  });

  it("says nothing where nothing is known or promised", () => {
    expect(availabilityOf({ up: [], down: [] }, [span(0, 10)], span(0, 10))).toMatchObject({
      ratio: null,
      coverage: 0,
    });
    expect(availabilityOf({ up: [span(0, 9)], down: [] }, [], span(0, 10))).toMatchObject({
      ratio: null,
      coverage: null,
    });
  });
});
