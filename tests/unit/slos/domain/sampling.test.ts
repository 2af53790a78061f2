import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational, toNumber } from "@/lib/kernel/rational";
import {
  addSlices,
  emptyTally,
  levelOf,
  levelOfTally,
  type Slice,
  verdictOf,
  withoutPart,
} from "@/lib/slos/domain/level";
import {
  addNoise,
  countBounds,
  estimateOf,
  noNoise,
  type SampledBatch,
  sampledShare,
  withoutNoise,
} from "@/lib/slos/domain/sampling";
import { runs } from "@/tests/support/runs";

/** Goal: the bound of a sampled level holds the true level, which only the whole stream knows, in at least 94 of 100 samples. */

const occurrences = { kind: "occurrences" } as const;

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * How many of `events` are kept, each by its own throw with `probability`: drawn from the binomial distribution, whose sums are worked out
 * once, twelve standard deviations to both sides of its middle.
 */
function keptOf(events: number, probability: number): (random: () => number) => number {
  if (events === 0 || probability === 1) return () => events;
  const [middle, reach] = [events * probability, 12 * Math.sqrt(events * probability * (1 - probability)) + 30];
  const from = Math.max(0, Math.floor(middle - reach));
  const sums = new Float64Array(Math.min(events, Math.ceil(middle + reach)) - from + 1);
  const most = Math.min(sums.length - 1, Math.floor(middle) - from);
  const odds = probability / (1 - probability);
  sums[most] = 1;
  // Each from its neighbour, outwards from the likeliest: P(k + 1) / P(k) = odds · (n − k) / (k + 1).
  for (let at = most + 1; at < sums.length; at += 1)
    sums[at] = ((sums[at - 1] ?? 0) * odds * (events - (from + at - 1))) / (from + at);
  for (let at = most - 1; at >= 0; at -= 1)
    sums[at] = ((sums[at + 1] ?? 0) * (from + at + 1)) / (odds * (events - (from + at)));
  for (let at = 1; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (sums[at - 1] ?? 0);
  const all = sums.at(-1) ?? 1;
  return (random) => {
    const wanted = random() * all;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const between = (low + high) >>> 1;
      if ((sums[between] ?? 0) > wanted) high = between;
      else low = between + 1;
    }
    return from + low;
  };
}

interface TrueBatch {
  readonly good: number;
  readonly bad: number;
  readonly probability: number;
}

/**
 * What a sampler makes of a whole stream: draws one sample. Minutes that were kept with the same probability are drawn together, since
 * the sum of their binomial numbers is one, and estimates add up.
 */
function samplerOf(stream: readonly TrueBatch[]) {
  const of = Map.groupBy(stream, ({ probability }) => probability);
  const groups = [...of].map(([probability, batches]) => ({
    probability,
    good: keptOf(sumOf(batches, "good"), probability),
    bad: keptOf(sumOf(batches, "bad"), probability),
  }));
  return (random: () => number) =>
    rounded(groups.map(({ probability, good, bad }) => ({ good: good(random), bad: bad(random), probability })));
}

const sumOf = (batches: readonly TrueBatch[], field: "good" | "bad"): number =>
  batches.reduce((sum, batch) => sum + batch[field], 0);

/** Counts of several batches together. */
function rounded(batches: readonly SampledBatch[]) {
  const sums = batches
    .map(estimateOf)
    .reduce(
      (sum, one) => ({ good: sum.good + one.good, bad: sum.bad + one.bad, noise: addNoise(sum.noise, one.noise) }),
      { good: 0, bad: 0, noise: noNoise },
    );
  return { ...sums, good: BigInt(Math.round(sums.good)), bad: BigInt(Math.round(sums.bad)) };
}

function coverageOf(
  stream: readonly TrueBatch[],
  trials: number,
  seed: number,
): { covered: number; meanWidth: number } {
  const [random, sample] = [uniform(seed), samplerOf(stream)];
  const good = sumOf(stream, "good");
  const truth = good / (good + sumOf(stream, "bad"));
  // The same counts come again and again.
  const shares = new Map<string, ReturnType<typeof sampledShare>>();
  const shareOf = (counts: ReturnType<typeof rounded>) => {
    const key = `${counts.good} ${counts.bad} ${JSON.stringify(counts.noise)}`;
    const share = shares.has(key) ? shares.get(key) : sampledShare(counts);
    shares.set(key, share ?? null);
    return share ?? null;
  };
  let covered = 0;
  let width = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const share = shareOf(sample(random));
    // No event was kept: nothing is claimed.
    if (share === null) covered += 1;
    else {
      const [low, high] = [toNumber(share.low), toNumber(share.high)];
      width += high - low;
      if (low <= truth && truth <= high) covered += 1;
    }
  }
  return { covered: covered / trials, meanWidth: width / trials };
}

const minutes = (count: number, batch: TrueBatch): TrueBatch[] => Array.from({ length: count }, () => batch);

describe("the bound of a sampled level", () => {
  it.each([
    ["many events, one in a hundred kept", minutes(30, { good: 9_990, bad: 10, probability: 0.01 })],
    ["so few bad ones that often none is kept", minutes(60, { good: 2_500, bad: 1, probability: 0.02 })],
    ["none bad at all", minutes(30, { good: 10_000, bad: 0, probability: 0.01 })],
    ["half of them bad", minutes(20, { good: 500, bad: 500, probability: 0.05 })],
    ["nearly all bad", minutes(20, { good: 20, bad: 980, probability: 0.1 })],
    ["two of three kept", minutes(10, { good: 690, bad: 10, probability: 2 / 3 })],
    [
      "the bad ones where least is kept",
      [
        ...minutes(50, { good: 1_000, bad: 0, probability: 1 }),
        ...minutes(10, { good: 4_000, bad: 60, probability: 0.02 }),
      ],
    ],
    [
      "failures kept whole, the rest in part",
      [...minutes(60, { good: 2_000, bad: 0, probability: 0.05 }), ...minutes(60, { good: 0, bad: 6, probability: 1 })],
    ],
  ])("holds the level of the whole stream: %s", (_, stream) => {
    const { covered, meanWidth } = coverageOf(stream, 2_500, 20_261_129);
    expect(covered).toBeGreaterThanOrEqual(0.94);
    // A bound of all there is would hold as well.
    expect(meanWidth).toBeLessThan(0.2);
  });

  it("is the same of one minute after the other as of all together", () => {
    const each = [7, 0, 3, 5].map((bad) => ({ good: 90 + bad, bad, probability: 0.1 }));
    const together = { good: 375, bad: 15, probability: 0.1 };
    const [sum, one] = [sampledShare(rounded(each)), sampledShare(rounded([together]))];
    if (!sum || !one) throw new Error("a sampled batch has a bound");
    expect(sum.estimate).toEqual(one.estimate);
    for (const end of ["low", "high"] as const) expect(toNumber(sum[end])).toBeCloseTo(toNumber(one[end]), 8);
  });

  it("is not much wider than it must be where much was kept", () => {
    const stream = minutes(10, { good: 3_800, bad: 200, probability: 0.1 });
    const { covered, meanWidth } = coverageOf(stream, 2_500, 7);
    // Of 4 000 that are kept: 2 · 1.96 · √(0.05 · 0.95 · 0.9 / 60 000).
    expect(meanWidth).toBeLessThan(1.1 * 2 * 1.96 * Math.sqrt((0.05 * 0.95 * 0.9) / 4_000));
    expect(covered).toBeLessThan(0.98);
  });

  it("is no bound when every event was counted", () => {
    expect(
      sampledShare({ good: 990n, bad: 10n, noise: estimateOf({ good: 990, bad: 10, probability: 1 }).noise }),
    ).toBeNull();
  });

  it("grows as less is kept, and always has the estimate in it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 2, max: 99 }),
        (good, bad, percent) => {
          fc.pre(good + bad > 0);
          const width = (probability: number) => {
            const { noise, ...counts } = estimateOf({ good, bad, probability });
            const share = sampledShare({
              good: BigInt(Math.round(counts.good * 1e6)),
              bad: BigInt(Math.round(counts.bad * 1e6)),
              noise: { good: noise.good * 1e12, bad: noise.bad * 1e12, heaviest: noise.heaviest * 1e6 },
            });
            if (!share) throw new Error("a sampled batch has a bound");
            expect(toNumber(share.low)).toBeLessThanOrEqual(toNumber(share.estimate) + 1e-9);
            expect(toNumber(share.high)).toBeGreaterThanOrEqual(toNumber(share.estimate) - 1e-9);
            return toNumber(share.high) - toNumber(share.low);
          };
          expect(width(percent / 100)).toBeGreaterThanOrEqual(width(Math.min(1, percent / 100 + 0.01)) - 1e-6);
        },
      ),
      runs(50),
    );
  });
});

describe("bounds of a number of events", () => {
  it("are close to the exact ones when none was seen", () => {
    for (const weight of [2, 10, 100, 10_000]) {
      const exact = Math.log(0.025) / Math.log(1 - 1 / weight);
      expect(countBounds(0, 0, weight).high).toBeGreaterThan(0.93 * exact);
      expect(countBounds(0, 0, weight).high).toBeLessThan(1.07 * exact);
    }
  });

  it("are the number itself when all were kept", () => {
    expect(countBounds(12, 0, 1)).toEqual({ low: 12, high: 12 });
    expect(countBounds(0, 0, 1)).toEqual({ low: 0, high: 0 });
  });
});

describe("a level of sampled minutes", () => {
  const slice = (batch: SampledBatch): Slice => {
    const { good, bad, noise } = estimateOf(batch);
    return { kind: "counted", good: BigInt(good), total: BigInt(good + bad), noise };
  };

  it("is undetermined while its bound has the target in it, and met when all of it is above", () => {
    const few = levelOf(
      Array.from({ length: 10 }, () => slice({ good: 100, bad: 0, probability: 0.01 })),
      occurrences,
    );
    expect(few.sampled?.estimate).toEqual(rational(1n));
    expect(verdictOf(few, rational(999n, 1000n))).toBe("undetermined");
    expect(verdictOf(few, rational(99n, 100n))).toBe("met");
    const bad = levelOf([slice({ good: 900, bad: 100, probability: 0.01 })], occurrences);
    expect(verdictOf(bad, rational(99n, 100n))).toBe("missed");
  });

  it("has the unknown minutes beside the bound, and what is taken out leaves both", () => {
    const known = Array.from({ length: 9 }, () => slice({ good: 990, bad: 10, probability: 0.1 }));
    const with1 = levelOf([...known, { kind: "unknown" }], occurrences);
    const without = levelOf(known, occurrences);
    expect(toNumber(with1.worst ?? rational(0n))).toBeCloseTo(0.9 * toNumber(without.worst ?? rational(0n)), 9);
    const all = addSlices(emptyTally, known, occurrences);
    const part = addSlices(emptyTally, known.slice(0, 4), occurrences);
    const rest = levelOfTally(withoutPart(all, part), occurrences);
    expect(toNumber(rest.worst ?? rational(0n))).toBeCloseTo(
      toNumber(levelOf(known.slice(4), occurrences).worst ?? rational(0n)),
      6,
    );
    expect(withoutNoise({ good: 3, bad: 2, heaviest: 4 }, { good: 1, bad: 2, heaviest: 4 })).toEqual({
      good: 2,
      bad: 0,
      heaviest: 4,
    });
  });
});

describe("doubtful events", () => {
  const doubtful: Slice = { kind: "counted", good: 90n, total: 100n, doubtful: 5n };

  it("are bad at worst and good at best", () => {
    expect(levelOf([doubtful], occurrences)).toMatchObject({ worst: rational(90n, 100n), best: rational(95n, 100n) });
  });

  it("leave a minute unknown that they could turn, and no other", () => {
    const judgedAt = (percent: bigint) =>
      levelOf([doubtful], { kind: "timeslices", sliceTarget: rational(percent, 100n) });
    expect(judgedAt(92n)).toMatchObject({ unknown: 1, counted: 0 });
    expect(judgedAt(90n)).toMatchObject({ unknown: 0, counted: 1, worst: rational(1n) });
    expect(judgedAt(96n)).toMatchObject({ unknown: 0, counted: 1, best: rational(0n) });
  });
});
