import { describe, expect, test } from "vitest";
import { fitLogistic, sigmoid } from "@/lib/kernel/statistics/logistic";

/** Space shuttle O-rings: temperature in °F and whether a ring was damaged (Dalal, Fowlkes and Hoadley 1989). */
const temperatures = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58];
const damaged = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1];

/** Age of menarche of Warsaw girls: age, girls, of whom so many had reached it (Milicer and Szczotka 1966). */
const ages = [
  9.21, 10.21, 10.58, 10.83, 11.08, 11.33, 11.58, 11.83, 12.08, 12.33, 12.58, 12.83, 13.08, 13.33, 13.58, 13.83, 14.08,
  14.33, 14.58, 14.83, 15.08, 15.33, 15.58, 15.83, 17.58,
];
const girls = [
  376, 200, 93, 120, 90, 88, 105, 111, 100, 93, 100, 108, 99, 106, 105, 117, 98, 97, 120, 102, 122, 111, 94, 114, 1049,
];
const reached = [0, 0, 0, 2, 2, 5, 10, 17, 16, 29, 39, 51, 47, 67, 81, 88, 79, 90, 113, 95, 117, 107, 92, 112, 1049];

describe("a logistic regression", () => {
  test("gives the published fit of the O-rings", () => {
    const fit = fitLogistic({ rows: temperatures.map((one) => [one]), outcomes: damaged }, 0);
    expect(fit.intercept).toBeCloseTo(15.0429, 3);
    expect(fit.weights[0]).toBeCloseTo(-0.2322, 4);
    expect(fit.standardErrors[0]).toBeCloseTo(7.3786, 3);
    expect(fit.standardErrors[1]).toBeCloseTo(0.1082, 4);
    expect(fit.deviance).toBeCloseTo(20.315, 3);
  });

  test("gives the published fit of grouped cases (Venables and Ripley, MASS, menarche)", () => {
    const outcomes = reached.map((one, at) => one / (girls[at] ?? 1));
    const fit = fitLogistic({ rows: ages.map((one) => [one]), outcomes, trials: girls }, 0);
    expect(fit.intercept).toBeCloseTo(-21.22639, 4);
    expect(fit.weights[0]).toBeCloseTo(1.63197, 5);
    expect(fit.standardErrors[0]).toBeCloseTo(0.77068, 4);
    expect(fit.standardErrors[1]).toBeCloseTo(0.05895, 4);
    expect(fit.deviance).toBeCloseTo(26.703, 2);
  });

  test("is pulled towards no effect by its penalty, and a separated sample stays finite", () => {
    const data = { rows: [[-2], [-1], [1], [2]], outcomes: [0, 0, 1, 1] };
    const loose = fitLogistic(data, 0.1).weights[0] ?? 0;
    const tight = fitLogistic(data, 10).weights[0] ?? 0;
    expect(Number.isFinite(loose)).toBe(true);
    expect(loose).toBeGreaterThan(tight);
    expect(tight).toBeGreaterThan(0);
  });

  test("solves the penalised score equation at its end", () => {
    const data = { rows: temperatures.map((one) => [(one - 69.6) / 7]), outcomes: damaged };
    const lambda = 2;
    const fit = fitLogistic(data, lambda);
    const errors = data.rows.map(
      (row, at) => (damaged[at] ?? 0) - sigmoid(fit.intercept + (fit.weights[0] ?? 0) * (row[0] ?? 0)),
    );
    const slope = errors.reduce((sum, error, at) => sum + error * (data.rows[at]?.[0] ?? 0), 0);
    expect(slope - lambda * (fit.weights[0] ?? 0)).toBeCloseTo(0, 4);
    expect(errors.reduce((sum, error) => sum + error, 0)).toBeCloseTo(0, 4);
  });

  test("refuses cases that do not belong together", () => {
    expect(() => fitLogistic({ rows: [], outcomes: [] }, 1)).toThrow(RangeError);
    expect(() => fitLogistic({ rows: [[1], [1, 2]], outcomes: [0, 1] }, 1)).toThrow(RangeError);
    expect(() => fitLogistic({ rows: [[1], [2]], outcomes: [0] }, 1)).toThrow(RangeError);
  });

  test("knows both ends of its curve", () => {
    expect(sigmoid(800)).toBe(1);
    expect(sigmoid(-800)).toBe(0);
    expect(sigmoid(0)).toBe(0.5);
  });
});
