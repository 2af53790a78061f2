import { describe, expect, it } from "vitest";
import { type Heard, hear, heardNothing, resultsOf, takeLooks } from "@/lib/analysis/domain/kept-looks";
import { type Instant, instant } from "@/lib/kernel/instant";

/** Goal: what health checks and custom metrics said is kept once, in little room, and only where it says something new. */

const at = (seconds: number): Instant => instant(seconds * 1_000);
const check = (seconds: number, ok = true) => ({ at: at(seconds), ok, detail: ok ? "fine" : "x".repeat(500) });
const sample = (seconds: number, value: number) => ({
  ...{ metricId: "queue", source: "prom" },
  reading: { status: "read" as const, value, sampledAt: at(seconds) },
});
const moment = (seconds: number, given: Partial<Parameters<typeof hear>[1]> = {}) => ({
  ...{ now: at(seconds), stepIndex: 0, stepStartedAt: at(0), health: [], scalars: [], ...given },
});

function kept(heard: Heard, seconds: number) {
  const taken = takeLooks(heard, at(seconds));
  return { ...taken, runs: taken.looks.flatMap(({ health }) => health) };
}

describe("what is kept of a look", () => {
  it("is nothing while checks of a step go on being well", () => {
    const first = kept(hear(heardNothing, moment(2, { health: [check(1), check(2)] })), 2);
    expect(first.runs).toEqual([{ fromMs: 1_000, untilMs: 2_000, count: 2, ok: true, detail: "" }]);
    const still = kept(hear(first.heard, moment(4, { health: [check(1), check(2), check(3)] })), 4);
    expect(still.looks).toEqual([]);
    const bad = kept(hear(still.heard, moment(5, { health: [check(3), check(4, false), check(5, false)] })), 5);
    expect(bad.runs).toMatchObject([{ ok: false, count: 2 }]);
    expect(bad.runs[0]?.detail).toHaveLength(200);
    const well = kept(hear(bad.heard, moment(6, { health: [check(5, false), check(6)] })), 6);
    expect(well.runs).toMatchObject([{ ok: true, count: 1 }]);
  });

  it("is closed with its step, so that no check is told of another", () => {
    const inFirst = hear(heardNothing, moment(1, { health: [check(1)] }));
    const second = { stepIndex: 1, stepStartedAt: at(2), health: [check(1), check(3)] };
    const { looks } = takeLooks(hear(inFirst, moment(3, second)), at(3));
    expect(looks.map(({ stepIndex, health }) => [stepIndex, health.length])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(looks[1]?.health[0]).toMatchObject({ fromMs: 3_000 });
  });

  it("holds each sample of a metric once, also those between two looks, and no more than a number of them", () => {
    const one = hear(heardNothing, moment(1, { scalars: [sample(1, 5)] }));
    const two = hear(hear(one, moment(2, { scalars: [sample(1, 5)] })), moment(3, { scalars: [sample(3, 9)] }));
    const { looks, heard } = takeLooks(two, at(3));
    expect(looks[0]?.metrics[0]?.samples.map(({ value }) => value)).toEqual([5, 9]);
    expect(takeLooks(hear(heard, moment(4, { scalars: [sample(3, 9)] })), at(4)).looks).toEqual([]);
    const endless = hear(heard, moment(5, { scalars: [sample(5, Number.POSITIVE_INFINITY)] }));
    expect(takeLooks(endless, at(5)).looks[0]?.metrics[0]?.samples[0]?.value).toBe(Number.MAX_VALUE);
    let many = heardNothing;
    for (let index = 1; index <= 100; index += 1) many = hear(many, moment(index, { scalars: [sample(index, index)] }));
    expect(takeLooks(many, at(100)).looks[0]?.metrics[0]?.samples).toHaveLength(60);
  });

  it("keeps the newest runs of checks that change with each answer", () => {
    const flapping = Array.from({ length: 100 }, (_, index) => check(index, index % 2 === 0));
    expect(kept(hear(heardNothing, moment(100, { health: flapping })), 100).runs).toHaveLength(20);
  });
});

it("gives the checks of a run back, evenly spread", () => {
  const run = { fromMs: at(1), untilMs: at(3), count: 3, ok: false, detail: "down" };
  expect(resultsOf(run).map((result) => [result.at, result.ok])).toEqual([
    [1_000, false],
    [2_000, false],
    [3_000, false],
  ]);
});
