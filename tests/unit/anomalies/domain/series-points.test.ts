import { describe, expect, test } from "vitest";
import { fromScale, toScale } from "@/lib/anomalies/domain/measure-scale";
import { nameCause, recentAfter } from "@/lib/anomalies/domain/named-cause";
import { emptyProfile, moveBetween, moved, sizeOfMove } from "@/lib/anomalies/domain/profile";
import {
  type Bucket,
  bucketIndex,
  counts,
  excuseOf,
  failedShares,
  medianMinutes,
} from "@/lib/anomalies/domain/series-points";
import { instant } from "@/lib/kernel/instant";

const bucket = (from: number, isDark = false): Bucket => ({
  from: instant(from),
  to: instant(from + 10),
  slot: 0,
  isDark,
});
const buckets = [bucket(0), bucket(10, true), bucket(20)];
const at = (moment: number, more: object = {}) => ({ at: instant(moment), ...more });

describe("points of a series", () => {
  test("count what happened: nothing is zero, and unknown where every source was silent", () => {
    expect(counts(buckets, [at(1), at(2)]).map((one) => one.value)).toEqual([2, null, 0]);
    expect(counts(buckets, [at(12)]).map((one) => one.value)).toEqual([0, 1, 0]);
  });

  test("have a share only of what there was, with how many", () => {
    expect(failedShares(buckets, [at(1, { hasFailed: true }), at(2), at(25)])).toEqual([
      { value: 0.5, trials: 2 },
      { value: null },
      { value: 0, trials: 1 },
    ]);
  });

  test("have the median of known durations in minutes", () => {
    const three = [60_000, 180_000, 120_000].map((durationMs) => at(5, { durationMs }));
    expect(medianMinutes(buckets, [...three, at(6, { durationMs: null })])[0]).toEqual({ value: 2, trials: 3 });
    expect(medianMinutes(buckets, [at(15, { durationMs: null })])[1]).toEqual({ value: null });
  });

  test("belong to the bucket that begins at or before them and ends after them", () => {
    expect([0, 9, 10, 29, 30, -1].map((moment) => bucketIndex(buckets, moment))).toEqual([0, 0, 1, 2, -1, -1]);
  });

  test("are excused by a freeze that covers at least half of them", () => {
    const freeze = (from: number, to: number) => [{ name: "Freeze", from, to }];
    expect(excuseOf(bucket(0), freeze(5, 50))).toBe("Freeze");
    expect(excuseOf(bucket(0), freeze(6, 50))).toBeNull();
  });
});

describe("scales and levels", () => {
  test("come back to the value they were made from", () => {
    expect(fromScale("count", toScale("count", 40).y)).toBeCloseTo(40, 9);
    expect(fromScale("duration", toScale("duration", 12.5).y)).toBeCloseTo(12.5, 9);
    expect(fromScale("share", toScale("share", 0.2, 100_000).y)).toBeCloseTo(0.2, 3);
    expect(fromScale("plain", toScale("plain", -3).y)).toBe(-3);
  });

  test("stretch a week of counts and shift one of durations", () => {
    const profile = { ...emptyProfile(2), level: 4, seasonal: [2, -2] };
    const stretched = moved(profile, moveBetween(6, 12, true));
    expect([stretched.level, ...stretched.seasonal]).toEqual([8, 4, -4]);
    const shifted = moved(profile, moveBetween(6, 7, false));
    expect([shifted.level, ...shifted.seasonal]).toEqual([5, 2, -2]);
    expect(sizeOfMove(moveBetween(6, 12, true))).toBeCloseTo(Math.log(2), 9);
  });

  test("a deployment is remembered for a day of points and named one hour before a change at most", () => {
    const seen = recentAfter([], [{ id: "d", label: "d", at: instant(0) }], 5);
    const context = { rhythm: "hourly", share: 0.02 } as const;
    expect(nameCause(seen, 6, context)).toMatchObject({ deploymentId: "d", pointsBefore: 1, isNamed: true });
    expect(nameCause(seen, 7, context)).toBeNull();
    expect(nameCause(seen, 4, context)).toBeNull();
    expect(recentAfter(seen, [], 40)).toEqual([]);
  });
});
