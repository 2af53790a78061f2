import { describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { sigmoid } from "@/lib/kernel/statistics/logistic";
import { calibrationOf, groupsOf, shareOf } from "@/lib/risk/domain/calibration";
import { type Indicators, indicatorNames, modelValue } from "@/lib/risk/domain/indicators";
import { riskOf } from "@/lib/risk/domain/risk-model";
import { indicatorsAt, type ServiceHistory } from "@/lib/risk/domain/service-history";
import { type Example, trainAndJudge, trainModel } from "@/lib/risk/domain/train-model";
import { Random } from "@/tests/bench/random";

const dayMs = 86_400_000;
const nothing = Object.fromEntries(indicatorNames.map((name) => [name, null])) as unknown as Indicators;

/** Changes whose failure depends on their size and on tests, or on nothing. */
function examples(count: number, seed: number, isTelling: boolean): Example[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, at) => {
    const change_size = Math.exp(4 + random.normal());
    const tests_failed = random.next() * 0.4;
    const odds = isTelling ? -2.2 + 1.2 * (Math.log1p(change_size) - 4) + 4 * (tests_failed - 0.2) : -1.8;
    return {
      at: instant(at * 1_000),
      indicators: { ...nothing, change_size, tests_failed },
      hasFailed: random.next() < sigmoid(odds),
    };
  });
}

describe("training", () => {
  test("finds what tells failures apart, better than the base rate on changes it has not seen", () => {
    const model = trainModel(examples(1_200, 1, true));
    expect(model.kind).toBe("logistic");
    expect(model.calibration?.difference.high).toBeLessThan(0);
    expect(model.calibration?.discrimination).toBeGreaterThan(0.7);
    const large = riskOf(model, { ...nothing, change_size: 2_000, tests_failed: 0.35 });
    const small = riskOf(model, { ...nothing, change_size: 5, tests_failed: 0 });
    expect(large.probability).toBeGreaterThan(2 * (small.probability ?? 1));
    expect(large.level).toBe("high");
    expect(large.contributions[0]?.name).toBe("change_size");
  });

  test("says the base rate, and why, when nothing tells failures apart", () => {
    const kinds = [2, 3, 4, 5, 6, 7].map((seed) => trainModel(examples(400, seed, false)));
    expect(kinds.some((model) => model.kind === "base_rate")).toBe(true);
    for (const model of kinds) expect(model.calibration?.discrimination ?? 0.5).toBeLessThan(0.65);
  });

  test("says so when there is not enough data, and gives no chance for fewer than twenty outcomes", () => {
    const few = trainModel(examples(60, 8, true));
    expect(few).toMatchObject({ kind: "base_rate", n: 60, calibration: null });
    expect(few.reason).toMatch(/^Not enough data/);
    expect(riskOf(few, nothing).probability).toBeCloseTo(few.failed / 60, 9);
    expect(riskOf(trainModel(examples(12, 8, true)), nothing)).toMatchObject({ probability: null, level: "unknown" });
  });

  test("judges on the newest part only: its outcomes do not change what was trained on the past", () => {
    const all = examples(400, 9, true);
    const turned = all.map((one, at) => (at < 280 ? one : { ...one, hasFailed: !one.hasFailed }));
    const [right, wrong] = [trainModel(all), trainModel(turned)];
    expect(right.calibration?.brier).toBeLessThan(wrong.calibration?.brier ?? 0);
    expect(wrong.kind).toBe("base_rate");
  });
});

describe("calibration", () => {
  test("its groups are made again from the forecasts that the model was judged by", () => {
    const { model, judged } = trainAndJudge(examples(1_200, 1, true));
    const groups = groupsOf(judged);
    expect(groups.flat()).toHaveLength(judged.length);
    expect(new Set(groups.flat().map((one) => one.example)).size).toBe(360);
    const bins = (model.calibration?.bins ?? []).map(({ low, high, ...bin }) => bin);
    expect(bins.length).toBeGreaterThan(4);
    expect(groups.map(shareOf)).toEqual(bins);
    expect(shareOf([])).toEqual({ n: 0, failed: 0, meanProbability: null, observed: null });
    expect(trainAndJudge(examples(60, 8, true)).judged).toEqual([]);
  });

  test("is the Brier score worked out by hand", () => {
    const calibration = calibrationOf(
      [
        { probability: 0.8, hasFailed: true },
        { probability: 0.1, hasFailed: false },
      ],
      0.5,
    );
    expect(calibration.brier).toBeCloseTo((0.04 + 0.01) / 2, 12);
    expect(calibration.baseBrier).toBeCloseTo(0.25, 12);
    expect(calibration.discrimination).toBe(1);
  });

  test("groups forecasts so that each is counted once, and ties count half", () => {
    const forecasts = Array.from({ length: 100 }, (_, at) => ({ probability: 0.2, hasFailed: at % 5 === 0 }));
    const { bins, discrimination } = calibrationOf(forecasts, 0.2);
    expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(100);
    expect(bins.reduce((sum, bin) => sum + bin.failed, 0)).toBe(20);
    expect(discrimination).toBeCloseTo(0.5, 12);
  });
});

describe("indicators", () => {
  const history: ServiceHistory = {
    tier: 1,
    dependents: null,
    deployments: [
      { id: "a", startedAt: instant(10 * dayMs), kind: "normal", failedAt: instant(11 * dayMs) },
      { id: "b", startedAt: instant(12 * dayMs), kind: "rollback", failedAt: null },
    ],
    incidents: [instant(11 * dayMs), instant(13 * dayMs)],
    testRuns: [1, 2, 3].map((day) => ({ at: instant((9 + day) * dayMs), hasPassed: day !== 2 })),
    changes: [
      { mergedAt: instant(12.5 * dayMs), lines: 40, reviewMs: 3_600_000 },
      { mergedAt: instant(12.6 * dayMs), lines: null, reviewMs: null },
    ],
  };
  const at = (days: number) => indicatorsAt(history, { at: instant(days * dayMs), weekday: 5, hour: 14 });

  test("are what was known before the moment and nothing later", () => {
    expect(at(13)).toMatchObject({
      failed_lately: 0.5,
      rolled_back_lately: 0.5,
      change_size: 40,
      review_time: 3_600_000,
      incidents_lately: 1,
      pause: 1,
      before_weekend: 1,
      outside_hours: 0,
      tier: 1,
      dependencies: null,
    });
    expect(at(10.5).failed_lately).toBe(0);
    const later = { ...history, incidents: [...history.incidents, instant(20 * dayMs)] };
    expect(indicatorsAt(later, { at: instant(13 * dayMs), weekday: 5, hour: 14 })).toEqual(at(13));
  });

  test("count who was known to need the service at the moment, and know it not before anything was", () => {
    const dependents = { knownFrom: instant(10 * dayMs), since: [11, 14].map((day) => instant(day * dayMs)) };
    const needed = (days: number) =>
      indicatorsAt({ ...history, dependents }, { at: instant(days * dayMs), weekday: 5, hour: 14 }).dependencies;
    expect([9, 10.5, 13, 15].map(needed)).toEqual([null, 0, 1, 2]);
  });

  test("are not known rather than zero where nothing is on record", () => {
    expect(at(1)).toMatchObject({
      failed_lately: null,
      pause: null,
      first_after_pause: null,
      tests_failed: null,
      change_size: null,
    });
    expect(at(13).tests_failed).toBeCloseTo(1 / 3, 9);
    expect(at(40)).toMatchObject({ first_after_pause: 1, pause: 28 });
    expect(modelValue("change_size", null)).toBeNull();
    expect(modelValue("change_size", Math.E - 1)).toBeCloseTo(1, 12);
  });
});
