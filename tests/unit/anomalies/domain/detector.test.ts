import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DetectorState, newDetector, type SeriesPoint, step, type Verdict } from "@/lib/anomalies/domain/detector";
import { instant } from "@/lib/kernel/instant";
import { generated, scoresOf, watched } from "@/tests/bench/anomalies";
import { Random } from "@/tests/bench/random";
import { runs } from "@/tests/support/runs";

const dayMs = 86_400_000;
const daily = { scale: "duration", rhythm: "daily" } as const;

function run(points: readonly SeriesPoint[]): { readonly state: DetectorState; readonly verdicts: readonly Verdict[] } {
  let state = newDetector(daily);
  const verdicts = points.map((point) => {
    const answer = step(state, point);
    state = answer.state;
    return answer.verdict;
  });
  return { state, verdicts };
}

function point(index: number, value: number | null, more: Partial<SeriesPoint> = {}): SeriesPoint {
  return { at: instant(index * dayMs), slot: index % 7, value, ...more };
}

/** Eight quiet weeks around ten minutes, longer at weekends. */
function quiet(seed: number, days = 56): SeriesPoint[] {
  const random = new Random(seed);
  return Array.from({ length: days }, (_, at) =>
    point(at, 10 * (at % 7 >= 5 ? 2 : 1) * Math.exp(0.1 * random.normal())),
  );
}

const alarms = (verdicts: readonly Verdict[]) => verdicts.filter((one) => one.state === "alarm");

describe("the detector", () => {
  test("says of each point the same whether or not more points follow, and whatever else was asked of the state", () => {
    const value = fc.option(fc.double({ min: 0.1, max: 1_000, noNaN: true }), { freq: 8 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 30, maxLength: 90 }), fc.nat(), (values, cut) => {
        const points = values.map((one, at) => point(at, one));
        const whole = run(points).verdicts;
        const length = cut % points.length;
        const prefix = run(points.slice(0, length));
        expect(prefix.verdicts).toEqual(whole.slice(0, length));
        const next = points[length];
        if (!next) return;
        step(prefix.state, point(length, 500));
        expect(step(prefix.state, next).verdict).toEqual(whole[length]);
      }),
      runs(40),
    );
  });

  test("finds a step within five points and names the deployment right before it", () => {
    const before = quiet(1);
    const deployments = [{ id: "d1", label: "checkout 2.0", at: instant(56 * dayMs) }];
    const after = Array.from({ length: 6 }, (_, at) =>
      point(56 + at, 16 * ((56 + at) % 7 >= 5 ? 2 : 1), at === 0 ? { deployments } : {}),
    );
    const [alarm] = alarms(run([...before, ...after]).verdicts);
    expect(alarm?.alarm).toMatchObject({ kind: "step", direction: "up", onsetAt: 56 * dayMs });
    expect(alarm?.alarm?.cause).toMatchObject({ deploymentId: "d1", isNamed: true });
    expect((alarm?.at ?? 0) / dayMs).toBeLessThan(61);
  });

  test("names no deployment where two are as near, or where there is one every day", () => {
    const jump = (index: number, ids: readonly string[]) =>
      point(index, 40, { deployments: ids.map((id) => ({ id, label: id, at: instant(index * dayMs) })) });
    const two = run([...quiet(2), jump(56, ["a", "b"]), jump(57, []), jump(58, []), jump(59, [])]).verdicts;
    expect(alarms(two)[0]?.alarm?.cause).toMatchObject({ isNamed: false, others: ["a"] });
    const busy = quiet(2).map((one, at) => ({ ...one, deployments: [{ id: `d${at}`, label: "x", at: one.at }] }));
    const common = run([...busy, jump(56, ["z"]), jump(57, ["y"]), jump(58, ["x"]), jump(59, ["w"])]).verdicts;
    expect(alarms(common)[0]?.alarm?.cause).toMatchObject({ isNamed: false });
  });

  test("stays silent in a freeze, calls a gap unknown, and learns from neither", () => {
    const freeze = Array.from({ length: 10 }, (_, at) => point(56 + at, 0.5, { excuse: "Year-end freeze" }));
    const gap = Array.from({ length: 10 }, (_, at) => point(66 + at, null));
    const back = quiet(3, 90).slice(76);
    const { verdicts } = run([...quiet(3), ...freeze, ...gap, ...back]);
    expect(alarms(verdicts)).toEqual([]);
    expect(new Set(verdicts.slice(56, 66).map((one) => one.state))).toEqual(new Set(["excused"]));
    expect(new Set(verdicts.slice(66, 76).map((one) => one.state))).toEqual(new Set(["unknown"]));
    expect(verdicts.slice(76).every((one) => one.state === "normal")).toBe(true);
  });

  test("calls a return to the old level a recovery and not another alarm", () => {
    const raised = Array.from({ length: 10 }, (_, at) => point(56 + at, 20 * ((56 + at) % 7 >= 5 ? 2 : 1)));
    const back = quiet(4, 80).slice(66);
    const { verdicts } = run([...quiet(4), ...raised, ...back]);
    expect(alarms(verdicts)).toHaveLength(1);
    expect(verdicts.filter((one) => one.state === "recovered")).toHaveLength(1);
  });

  test("says nothing in its first three weeks, and tells a wild single point as a spike", () => {
    const { verdicts } = run([...quiet(5), point(56, 500), ...quiet(5, 64).slice(57)]);
    expect(verdicts.slice(0, 21).every((one) => one.state === "learning")).toBe(true);
    expect(alarms(verdicts).map((one) => one.alarm?.kind)).toEqual(["spike"]);
  });

  test("keeps its bars on generated series of other seeds than it was tuned on", () => {
    const scores = scoresOf(generated(9_000_000, 6), (series) => watched(series));
    const sum = (of: (score: (typeof scores)[number]) => number): number =>
      scores.reduce((total, one) => total + of(one), 0);
    expect(sum((one) => one.falseAlarms) / sum((one) => one.weeks)).toBeLessThan(0.5);
    const delays = scores.flatMap((one) => one.delays).toSorted((x, y) => x - y);
    expect(delays[Math.ceil(0.95 * delays.length) - 1]).toBeLessThanOrEqual(5);
  });
});
