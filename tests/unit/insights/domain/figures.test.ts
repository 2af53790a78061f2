import { describe, expect, it } from "vitest";
import { answerFigure, answerFigures, type FigureQuestion } from "@/lib/insights/domain/answer-figures";
import { contributionOf, exclusionOf, failureOf, leadTimeOf } from "@/lib/insights/domain/counting";
import type { DeliveryRecord } from "@/lib/insights/domain/delivery-record";
import { distributionOf } from "@/lib/insights/domain/distribution";
import type { Figure } from "@/lib/insights/domain/figure";
import { defaultRules, type InsightRules } from "@/lib/insights/domain/insight-rules";
import { type Measure, measures } from "@/lib/insights/domain/measures";
import { daysBetween, isWithin, lastAtMost } from "@/lib/insights/domain/observe";
import { resolvePeriod } from "@/lib/insights/domain/periods";
import { columnOf, prepareRecords } from "@/lib/insights/domain/prepared-records";
import { changedOptions, sameRules } from "@/lib/insights/domain/rule-changes";
import { stageBreakdown } from "@/lib/insights/domain/stage-breakdown";
import { Tally } from "@/lib/insights/domain/tally";
import { instant } from "@/lib/kernel/instant";
import { atHour, dayMs, hourMs, record, T0 } from "./records";

const now = instant(T0 + 60 * dayMs);
const period = resolvePeriod({
  zone: "UTC",
  period: "6m",
  from: "2026-06-01",
  to: "2026-07-30",
  granularity: "week",
  now,
});

function question(rules: InsightRules = defaultRules): FigureQuestion {
  const { window, previous, buckets, dayStarts } = period;
  return { window, previous, buckets, dayStarts, now, rules, groupOf: (one) => one.serviceId };
}

function only(measure: Measure, records: readonly DeliveryRecord[], rules: InsightRules = defaultRules): Figure {
  const found = answerFigures([prepareRecords(records, rules)], question(rules)).figures.find(
    (one) => one.measure === measure,
  );
  if (!found) throw new Error(`no ${measure}`);
  return found;
}

/** `count` records on as many days, each changed by `more`. */
function many(count: number, more: (index: number) => Partial<DeliveryRecord> = () => ({})): DeliveryRecord[] {
  return Array.from({ length: count }, (_, index) =>
    record({
      deploymentId: `dep_${index}`,
      startedAt: atHour(24 * index),
      finishedAt: atHour(24 * index + 1),
      ...more(index),
    }),
  );
}

const incident = (index: number, tookHours: number | null, lateHours = 1) => ({
  kind: "incident" as const,
  id: `inc_${index}`,
  detectedAt: atHour(24 * index + 1 + lateHours),
  restoredAt: tookHours === null ? null : atHour(24 * index + 1 + lateHours + tookHours),
  isByPerson: false,
});

describe("change failure rate", () => {
  it("counts a deployment once, however many incidents it caused, and names what it leaves out", () => {
    const records = [
      ...many(20, (index) => ({ failures: index < 3 ? [incident(index, 1), incident(index, 2)] : [] })),
      record({ deploymentId: "back", kind: "rollback" }),
      record({ deploymentId: "again", kind: "redeploy" }),
      record({ deploymentId: "flag", kind: "flag_only" }),
      record({ deploymentId: "going", outcome: "running", finishedAt: null }),
      record({ deploymentId: "attempt", outcome: "failed" }),
    ];
    const figure = only("change_failure_rate", records);
    expect(figure).toMatchObject({ status: "ok", value: 0.15, n: 20, events: 3 });
    expect(figure.excluded).toEqual({ rollback: 1, redeploy: 1, flag_only: 1, running: 1, failed_attempt: 1 });
    // Wilson's interval of 3 in 20, as published calculators give it.
    expect(figure.low).toBeCloseTo(0.0524, 4);
    expect(figure.high).toBeCloseTo(0.3604, 4);
  });

  it("does not put an incident after the window down to a deployment, unless a person does", () => {
    const late = incident(0, 1, 100);
    expect(failureOf(record({ failures: [late] }), defaultRules)).toBeNull();
    expect(failureOf(record({ failures: [{ ...late, isByPerson: true }] }), defaultRules)).not.toBeNull();
    expect(failureOf(record({ failures: [late] }), { ...defaultRules, failureWindowHours: 200 })).not.toBeNull();
  });

  it("never exceeds 1, and is nothing for no deployments", () => {
    expect(
      only(
        "change_failure_rate",
        many(6, (index) => ({ failures: [incident(index, 1)] })),
      ),
    ).toMatchObject({ value: 1, high: 1 });
    expect(only("change_failure_rate", [])).toMatchObject({ status: "no_data", value: null, n: 0 });
  });
});

describe("too little data", () => {
  it("keeps n and events but gives no number below five", () => {
    const figure = only(
      "change_failure_rate",
      many(4, (index) => ({ failures: index === 0 ? [incident(0, 1)] : [] })),
    );
    expect(figure).toMatchObject({ status: "not_enough_data", value: null, low: null, high: null, n: 4, events: 1 });
  });

  it("gives a median of five without an interval, because five cannot have one", () => {
    const figure = only(
      "recovery_from_detection",
      many(5, (index) => ({ failures: [incident(index, index + 1)] })),
    );
    expect(figure).toMatchObject({ status: "ok", value: 3 * hourMs, low: null, high: null, n: 5 });
  });

  it("gives a rate of nothing in days on record as 0, and before anything was on record as no data", () => {
    const late = record({ startedAt: atHour(24 * 20), finishedAt: atHour(24 * 20 + 1) });
    const { series } = answerFigures([prepareRecords([late], defaultRules)], question());
    const weekly = series.map((point) => point.figures.find((one) => one.measure === "deployment_frequency"));
    expect(weekly[0]).toMatchObject({ status: "no_data", value: null });
    expect(weekly[5]).toMatchObject({ status: "ok", value: 0, events: 0, n: 7 });
    expect(series[2]?.isPartial).toBe(true);
  });
});

describe("recovery", () => {
  it("is told from detection and from the deployment, and leaves out what is not restored", () => {
    const records = many(7, (index) => ({ failures: [incident(index, index === 6 ? null : 2, 3)] }));
    expect(only("recovery_from_detection", records)).toMatchObject({
      value: 2 * hourMs,
      n: 6,
      excluded: { not_restored: 1 },
    });
    expect(only("recovery_from_deployment", records)).toMatchObject({ value: 5 * hourMs, n: 6 });
  });

  it("ends with the incidents, not with the rollback, when there are incidents", () => {
    const back = {
      kind: "followed_by_rollback" as const,
      id: "r",
      detectedAt: atHour(1.5),
      restoredAt: atHour(1.6),
      isByPerson: false,
    };
    expect(failureOf(record({ failures: [back] }), defaultRules)?.restoredAt).toBe(atHour(1.6));
    const both = failureOf(record({ failures: [incident(0, 4), back] }), defaultRules);
    expect(both).toMatchObject({ detectedAt: atHour(1.5), restoredAt: atHour(6) });
  });
});

describe("the options", () => {
  it.each([
    ["countEmergencies", { isEmergency: true, kind: "emergency" }, "emergency"],
    ["countUnauthorized", { isAuthorized: false }, "unauthorized"],
    ["countImports", { origin: "import" }, "imported"],
    ["countFlaggedChanges", { kind: "flag_only" }, "flag_only"],
    ["countRedeploys", { kind: "redeploy" }, "redeploy"],
    ["countRollbacks", { kind: "rollback" }, "rollback"],
  ] as const)("%s decides about its own", (name, more, reason) => {
    const one = record(more);
    expect(exclusionOf(one, { ...defaultRules, [name]: false })).toBe(reason);
    expect(exclusionOf(one, { ...defaultRules, [name]: true })).toBeNull();
  });

  it("leave the waiting for data out of lead time", () => {
    const change = { totalMs: 10, stagesMs: { coding: 4, data_preparation: 6 } };
    expect(leadTimeOf(change, defaultRules)).toBe(10);
    expect(leadTimeOf(change, { ...defaultRules, leaveOutDataPreparation: true })).toBe(4);
    expect(leadTimeOf({ totalMs: null, stagesMs: {} }, defaultRules)).toBeNull();
  });

  it("count rollbacks as rework when they are told to", () => {
    const records = [...many(9), record({ deploymentId: "back", kind: "rollback" })];
    expect(only("rework_rate", records)).toMatchObject({ n: 9, events: 0 });
    expect(only("rework_rate", records, { ...defaultRules, reworkCountsRollbacks: true })).toMatchObject({
      n: 10,
      events: 1,
    });
  });

  it("are compared by what they say, not by their order", () => {
    expect(sameRules(defaultRules, { ...defaultRules, tiers: [3, 2, 1, 0] })).toBe(true);
    expect(
      changedOptions(defaultRules, {
        ...defaultRules,
        failBy: { ...defaultRules.failBy, incident: false },
        minimumN: 7,
      }),
    ).toEqual(["failBy", "minimumN"]);
  });
});

describe("other shares", () => {
  it("tell success, rollback time and progressive delivery apart", () => {
    const records = [
      ...many(6, (index) => ({
        strategy: index < 3 ? ("canary" as const) : index === 3 ? ("immediate" as const) : null,
      })),
      record({ deploymentId: "attempt", outcome: "failed" }),
      record({ deploymentId: "taken", outcome: "rolled_back", rollbackMs: 500 }),
      record({ deploymentId: "back", kind: "rollback", rollbackMs: 700 }),
    ];
    expect(only("success_rate", records)).toMatchObject({ n: 8, events: 6, excluded: { rollback: 1 } });
    expect(only("progressive_share", records)).toMatchObject({ n: 7, events: 3 });
    expect(only("rollback_time", records)).toMatchObject({ n: 2, excluded: { not_a_rollback: 7 } });
    expect(contributionOf("rollback_time", record({ kind: "rollback" }), defaultRules)).toEqual({
      kind: "excluded",
      reason: "not_measured",
    });
  });
});

describe("stages", () => {
  it("add up to the total exactly, with what nobody explains", () => {
    const changes = Array.from({ length: 7 }, (_, index) => ({
      id: `c${index}`,
      name: `#${index}`,
      startedAt: atHour(0),
      totalMs: 1_000 + index,
      stagesMs: { deploy: 100, coding: 333 + index, ...(index % 2 ? { test: 10 } : {}) },
    }));
    const breakdown = stageBreakdown([prepareRecords([record({ changes })], defaultRules)], period.window);
    const sum = breakdown.stages.reduce((total, stage) => total + stage.sumMs, 0);
    expect(sum + breakdown.unexplainedMs).toBe(breakdown.totalMs);
    expect(breakdown).toMatchObject({ n: 7, totalMs: 7_021 });
    expect(breakdown.stages.map(({ stage, n }) => [stage, n])).toEqual([
      ["coding", 7],
      ["test", 3],
      ["deploy", 7],
    ]);
  });
});

describe("small parts", () => {
  it("counts days with their true lengths, parts of a day by their share", () => {
    const starts = [0, 24, 47, 71].map((hour) => instant(T0 + hour * hourMs));
    expect(daysBetween(starts, starts[0] ?? T0, starts[3] ?? T0)).toBe(3);
    // The second day has 23 hours.
    expect(daysBetween(starts, atHour(24), atHour(35.5))).toBe(0.5);
    expect(daysBetween(starts, atHour(30), atHour(20))).toBe(0);
  });

  it("finds the last moment that is not later", () => {
    expect([0, 1, 5, 9].map((at) => lastAtMost([1, 5, 8], at))).toEqual([-1, 0, 1, 2]);
  });

  it("puts lengths into classes and leaves empty ends out", () => {
    expect(distributionOf([30_000, hourMs, hourMs + 1])).toEqual([
      { fromMs: 0, toMs: 60_000, count: 1 },
      { fromMs: 60_000, toMs: 300_000, count: 0 },
      { fromMs: 300_000, toMs: 900_000, count: 0 },
      { fromMs: 900_000, toMs: hourMs, count: 1 },
      { fromMs: hourMs, toMs: 4 * hourMs, count: 1 },
    ]);
    expect(distributionOf([])).toEqual([]);
  });

  it("answer one measure as among all of them, however the records are parted", () => {
    const records = many(9, (index) => ({ failures: index < 2 ? [incident(index, 1)] : [] }));
    const parts = [records.slice(0, 4), records.slice(4)].map((some) => prepareRecords(some, defaultRules));
    const [whole] = [answerFigures([prepareRecords(records, defaultRules)], question())];
    for (const measure of measures) {
      const expected = whole?.figures[columnOf(measure)];
      expect(answerFigure(measure, parts, question())).toEqual(expected);
      expect(new Tally().figures({ days: 0, isOnRecord: false, minimumN: 5 })[columnOf(measure)]?.status).toBe(
        "no_data",
      );
    }
  });

  it("belong to the period that begins with them, not to the one that ends there", () => {
    const one = record({ finishedAt: atHour(24) });
    expect([
      isWithin(one, { start: atHour(24), end: atHour(48) }),
      isWithin(one, { start: atHour(0), end: atHour(24) }),
    ]).toEqual([true, false]);
  });
});
