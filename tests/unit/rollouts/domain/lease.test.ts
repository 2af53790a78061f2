import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  epochIn,
  fairShare,
  lineageOf,
  shardCount,
  surplusOf,
  termOf,
  trustedUntilMs,
} from "@/lib/rollouts/domain/lease";

/** Goal: terms grow with everything that ends an ownership, and every shard has somebody. */

const lineage = fc.record({ timeline: fc.nat(2 ** 21 - 1), incarnation: fc.nat(255) });
const epoch = fc.nat(2 ** 24 - 1);

describe("a term", () => {
  it("is exact, and tells what it was made of", () => {
    fc.assert(
      fc.property(lineage, epoch, (given, number) => {
        const term = termOf(given, number);
        expect(Number.isSafeInteger(term)).toBe(true);
        expect(epochIn(term)).toBe(number);
        expect(lineageOf(term)).toBe(given.timeline * 256 + given.incarnation);
      }),
    );
  });

  it("orders by timeline, then by incarnation, then by epoch", () => {
    fc.assert(
      fc.property(lineage, epoch, lineage, epoch, (one, oneEpoch, other, otherEpoch) => {
        const inParts = [one.timeline - other.timeline, one.incarnation - other.incarnation, oneEpoch - otherEpoch];
        const expected = Math.sign(inParts.find((difference) => difference !== 0) ?? 0);
        expect(Math.sign(termOf(one, oneEpoch) - termOf(other, otherEpoch))).toBe(expected);
      }),
    );
  });

  it("is above all before a failover that lost the newest epochs", () => {
    expect(termOf({ timeline: 2, incarnation: 0 }, 1)).toBeGreaterThan(
      termOf({ timeline: 1, incarnation: 255 }, 9_999),
    );
  });

  it.each([
    [{ timeline: 2 ** 21, incarnation: 0 }, 1],
    [{ timeline: 1, incarnation: 256 }, 1],
    [{ timeline: 1, incarnation: 0 }, 2 ** 24],
    [{ timeline: -1, incarnation: 0 }, 1],
    [{ timeline: 1, incarnation: 0 }, 0.5],
  ])("refuses what does not fit: %o, %d", (given, number) => {
    expect(() => termOf(given, number)).toThrow(/fits into a term/);
  });
});

describe("a lease", () => {
  it("is believed for less than its time, counted from before it was asked for", () => {
    expect(trustedUntilMs({ sentAtMs: 1_000, ttlMs: 2_500 })).toBe(3_250);
  });
});

describe("shares", () => {
  it("leave no shard over, and nobody gives away what nobody would take", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (workers) => {
        expect(fairShare(workers) * workers).toBeGreaterThanOrEqual(shardCount);
        const all = Array.from({ length: shardCount }, (_, shard) => shard);
        expect(all.length - surplusOf(all, workers).length).toBe(Math.min(shardCount, fairShare(workers)));
      }),
    );
  });

  it("a single worker keeps everything", () => {
    expect(surplusOf([3, 1, 2], 1)).toEqual([]);
    expect(fairShare(0)).toBe(shardCount);
  });
});
