import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerFigures, type FigureQuestion } from "@/lib/insights/domain/answer-figures";
import type { DeliveryRecord } from "@/lib/insights/domain/delivery-record";
import { type Figure, figureOf } from "@/lib/insights/domain/figure";
import { figureRows, keyOf } from "@/lib/insights/domain/figure-rows";
import { defaultRules, type InsightRules } from "@/lib/insights/domain/insight-rules";
import { type Measure, measures, measureWords } from "@/lib/insights/domain/measures";
import { resolvePeriod } from "@/lib/insights/domain/periods";
import { prepareRecords } from "@/lib/insights/domain/prepared-records";
import { instant } from "@/lib/kernel/instant";
import { expectSame } from "@/tests/support/expect-same";
import { runs } from "@/tests/support/runs";
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

const someRecord = fc.record({
  hour: fc.integer({ min: -400, max: 1_300 }),
  outcome: fc.constantFrom("succeeded", "succeeded", "succeeded", "failed", "rolled_back", "cancelled"),
  kind: fc.constantFrom("normal", "normal", "normal", "rollback", "hotfix", "redeploy", "emergency", "flag_only"),
  service: fc.constantFrom("svc_1", "svc_2"),
  isAuthorized: fc.boolean(),
  late: fc.integer({ min: 0, max: 100 }),
  took: fc.option(fc.integer({ min: 0, max: 90 })),
  fails: fc.boolean(),
  leads: fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 3 }),
});

const someRecords = fc.array(someRecord, { maxLength: 60 }).map((all) =>
  all.map((one, index) =>
    record({
      deploymentId: `dep_${index}`,
      serviceId: one.service,
      outcome: one.outcome as DeliveryRecord["outcome"],
      kind: one.kind as DeliveryRecord["kind"],
      isAuthorized: one.isAuthorized,
      startedAt: atHour(one.hour),
      finishedAt: atHour(one.hour + 1),
      rollbackMs: one.kind === "rollback" ? one.late : null,
      failures: one.fails
        ? [
            {
              kind: "incident",
              id: `i${index}`,
              detectedAt: atHour(one.hour + 1 + one.late),
              restoredAt: one.took === null ? null : atHour(one.hour + 1 + one.late + one.took),
              isByPerson: false,
            },
          ]
        : [],
      changes: one.leads.map((hours, at) => ({
        id: `c${index}.${at}`,
        name: "#",
        startedAt: null,
        totalMs: hours * hourMs,
        stagesMs: {},
      })),
    }),
  ),
);

/** The same figure computed the plain way: filter, sort, look. */
function oracle(
  measure: Measure,
  records: readonly DeliveryRecord[],
  rules: InsightRules,
): { value: number | null; n: number } {
  const own = records.filter(
    (one) => (one.finishedAt ?? 0) >= period.window.start && (one.finishedAt ?? 0) < period.window.end,
  );
  const isCounted = (one: DeliveryRecord) =>
    one.outcome !== "cancelled" &&
    !["rollback", "redeploy", "flag_only"].includes(one.kind) &&
    (one.isAuthorized || rules.countUnauthorized);
  const effective = own.filter(
    (one) => isCounted(one) && (one.outcome === "succeeded" || one.outcome === "rolled_back"),
  );
  const failed = effective.filter((one) => {
    const effect = one.outcome === "rolled_back" ? one.startedAt : (one.finishedAt ?? 0);
    return one.failures.some((signal) => signal.detectedAt - effect <= rules.failureWindowHours * hourMs);
  });
  const middle = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const half = Math.floor(sorted.length / 2);
    const at = (index: number) => sorted[index] ?? 0;
    return {
      n: sorted.length,
      value: sorted.length < 5 ? null : sorted.length % 2 ? at(half) : (at(half - 1) + at(half)) / 2,
    };
  };
  if (measure === "change_failure_rate")
    return { n: effective.length, value: effective.length < 5 ? null : failed.length / effective.length };
  if (measure === "lead_time")
    return middle(
      effective
        .filter((one) => one.outcome === "succeeded")
        .flatMap((one) => one.changes.map((change) => change.totalMs ?? 0)),
    );
  return middle(
    failed.flatMap((one) =>
      one.failures.flatMap((signal) => (signal.restoredAt === null ? [] : [signal.restoredAt - signal.detectedAt])),
    ),
  );
}

describe("figures of any records", () => {
  it("are the same when parts are asked again, in another cut, by another group, beside a part that changed", () => {
    const coarse = resolvePeriod({
      zone: "UTC",
      period: "6m",
      from: "2026-06-01",
      to: "2026-07-30",
      granularity: "quarter",
      now,
    });
    const { window, previous, buckets, dayStarts } = coarse;
    const questions: readonly FigureQuestion[] = [
      question(),
      { window, previous, buckets, dayStarts, now, rules: defaultRules, groupOf: (one) => one.outcome },
      { ...question(), groupOf: null, previous: null },
    ];
    fc.assert(
      fc.property(someRecords, someRecords, fc.array(fc.nat({ max: 2 }), { maxLength: 6 }), (first, second, order) => {
        const lanesOf = (records: readonly DeliveryRecord[]) =>
          ["svc_1", "svc_2"].map((service) => records.filter((one) => one.serviceId === service));
        const kept = lanesOf(first).map((lane) => prepareRecords(lane, defaultRules));
        for (const at of order) answerFigures(kept, questions[at] as FigureQuestion);
        // The second lane changes; the first stays as it was remembered.
        const [one = [], other = []] = [lanesOf(first)[0], lanesOf(second)[1]];
        const now = [kept[0] as (typeof kept)[number], prepareRecords(other, defaultRules)];
        for (const asked of questions) {
          const fresh = [prepareRecords(one, defaultRules), prepareRecords(other, defaultRules)];
          expectSame(answerFigures(now, asked), answerFigures(fresh, asked));
        }
      }),
      runs(50),
    );
  });

  const rules = fc.boolean().map((countUnauthorized) => ({ ...defaultRules, countUnauthorized }));

  it("are those that the plain way gives", () => {
    fc.assert(
      fc.property(someRecords, rules, (records, given) => {
        for (const measure of ["change_failure_rate", "lead_time", "recovery_from_detection"] as const) {
          const { value, n } = only(measure, records, given);
          expectSame({ measure, value, n }, { measure, ...oracle(measure, records, given) });
        }
      }),
      runs(100),
    );
  });

  it("are made again by the rows they open, and leave nothing of the window unsaid", () => {
    fc.assert(
      fc.property(someRecords, rules, (records, given) => {
        const answer = answerFigures([prepareRecords(records, given)], question(given));
        for (const figure of answer.figures) {
          const { measure } = figure;
          const rows = (choice: "counted" | "events" | "excluded") =>
            figureRows(measure, [prepareRecords(records, given)], {
              rules: given,
              window: period.window,
              choice,
              from: 0,
              limit: 1_000,
            }).rows;
          const counted = rows("counted");
          const { unit } = measureWords[measure];
          const sum = counted.reduce((total, row) => total + (row.value ?? 0), 0);
          if (unit === "ms") expectSame(figure.n, counted.length);
          else expectSame({ events: figure.events, counted: rows("events").length }, { events: sum, counted: sum });
          if (unit === "share") expectSame(figure.n, counted.length);
          const again = figureOf(
            measure,
            {
              trials: counted.length,
              events: sum,
              values: Float64Array.from(counted, (row) => row.value ?? 0),
              excluded: figure.excluded,
              days: unit === "per_day" ? figure.n : 0,
              isOnRecord: answer.onRecordFrom !== null && figure.status !== "no_data",
            },
            given.minimumN,
          );
          expectSame(again.value, figure.value);
          const left = Object.values(figure.excluded).reduce((total, count) => total + count, 0);
          expectSame(rows("excluded").length, left);
          expectSame(new Set(counted.map(keyOf)).size, counted.length);
        }
      }),
      runs(30),
    );
  });

  it("are paged without losing or repeating a row, also among rows of one moment", () => {
    fc.assert(
      fc.property(someRecords, fc.integer({ min: 1, max: 7 }), (records, limit) => {
        const parts = [records.slice(0, 20), records.slice(20)].map((some) => prepareRecords(some, defaultRules));
        const asked = { rules: defaultRules, window: period.window, choice: "counted" as const };
        const all = figureRows("lead_time", parts, { ...asked, from: 0, limit: 1_000 });
        const paged = Array.from({ length: Math.ceil(all.total / limit) }, (_, page) =>
          figureRows("lead_time", parts, { ...asked, from: page * limit, limit }).rows.map(keyOf),
        );
        expect(paged.flat()).toEqual(all.rows.map(keyOf));
        expect(all.rows).toHaveLength(all.total);
      }),
      runs(30),
    );
  });

  it("add up over the parts and over the groups of the window", () => {
    fc.assert(
      fc.property(someRecords, (records) => {
        const answer = answerFigures([prepareRecords(records, defaultRules)], question());
        for (const measure of measures) {
          const whole = answer.figures.find((one) => one.measure === measure);
          const sum = (lists: readonly (readonly Figure[])[], field: "events" | "n") =>
            lists
              .flatMap((list) => list.filter((one) => one.measure === measure))
              .reduce((total, one) => total + (one[field] ?? 0), 0);
          const field = measureWords[measure].unit === "ms" ? "n" : "events";
          for (const parts of [answer.series, answer.groups])
            expectSame(
              sum(
                parts.map((one) => one.figures),
                field,
              ),
              whole?.[field] ?? 0,
            );
        }
      }),
      runs(30),
    );
  });
});
