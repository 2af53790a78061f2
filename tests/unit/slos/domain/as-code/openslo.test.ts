import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromDecimal } from "@/lib/kernel/rational";
import type { SloDefinition, SloMethod, SloPeriod } from "@/lib/slos/contract";
import { DocumentNode } from "@/lib/slos/domain/as-code/node";
import { readAlerting } from "@/lib/slos/domain/as-code/openslo-alerts";
import { readOpenSlo } from "@/lib/slos/domain/as-code/openslo-read";
import { readSlo } from "@/lib/slos/domain/as-code/openslo-slo";
import {
  annotatedMs,
  isDerivedFactor,
  shorthandMs,
  startMonthOf,
  toShorthand,
} from "@/lib/slos/domain/as-code/openslo-terms";
import { writeOpenSlo } from "@/lib/slos/domain/as-code/openslo-write";
import {
  canonicalText,
  type ObjectiveSpec,
  percentText,
  plainDecimal,
  plainPeriod,
  shareText,
} from "@/lib/slos/domain/as-code/spec";
import { runs } from "@/tests/support/runs";

/** Goal: OpenSLO in and out says the same, and what it cannot say here is named where it stands, with what to do. */

const read = (documents: readonly unknown[], environment?: string) =>
  readOpenSlo(
    documents.map((value, document) => ({ file: "slos.yaml", document, value })),
    environment,
  );

const percents = fc
  .tuple(fc.integer({ min: 90, max: 99 }), fc.integer({ min: 1, max: 999_999 }))
  .map(([whole, part]) => plainDecimal(`${whole}.${String(part).padStart(6, "0")}`));
const periods: fc.Arbitrary<SloPeriod> = fc.oneof(
  fc.integer({ min: 1, max: 90 }).map((days) => ({ kind: "rolling" as const, days })),
  fc
    .tuple(
      fc.constantFrom("week" as const, "month" as const, "quarter" as const, "year" as const),
      fc.integer({ min: 1, max: 12 }),
    )
    .map(([unit, fiscalYearStartMonth]) =>
      plainPeriod({ kind: "calendar", unit, timeZone: "Europe/Berlin", fiscalYearStartMonth }),
    ),
);
const methods: fc.Arbitrary<SloMethod> = fc.oneof(
  fc.constant({ kind: "occurrences" as const }),
  fc.constant({ kind: "ratio_timeslices" as const }),
  percents.map((slicePercent) => ({ kind: "timeslices" as const, slicePercent })),
  fc.constant({ kind: "timeslices" as const, slicePercent: "100" }),
);
const definitions: fc.Arbitrary<SloDefinition> = fc.record({
  sli: fc.oneof(
    fc.constant({ kind: "availability" as const }),
    fc.integer({ min: 1, max: 600_000 }).map((thresholdMs) => ({ kind: "latency" as const, thresholdMs })),
  ),
  targetPercent: percents,
  period: periods,
  method: methods,
  alerting: fc.record({
    graceMs: fc.integer({ min: 0, max: 3_600_000 }),
    quietMs: fc.integer({ min: 0, max: 3_600_000 }),
    minRequests: fc.integer({ min: 0, max: 1_000_000 }),
  }),
});
const specOf = (definition: SloDefinition): ObjectiveSpec => ({
  slug: "checkout-answers",
  name: "Checkout answers",
  service: "checkout",
  environment: "production",
  definition,
});
const plain: SloDefinition = {
  sli: { kind: "availability" },
  targetPercent: "99.9",
  period: { kind: "rolling", days: 30 },
  method: { kind: "occurrences" },
  alerting: { graceMs: 0, quietMs: 120_000, minRequests: 20 },
};

/** The SLO of a plain objective, with changes at paths. */
function sloWith(changes: Readonly<Record<string, unknown>>): object {
  const document = JSON.parse(JSON.stringify(writeOpenSlo([specOf(plain)])[1])) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split("/");
    const last = steps.pop() ?? "";
    let at = document;
    for (const step of steps) at = at[step] as Record<string, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return document;
}

describe("OpenSLO", () => {
  it("says every objective so that reading it gives the same one, with nothing to remark", () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const spec = specOf(definition);
        const documents = JSON.parse(JSON.stringify(writeOpenSlo([spec]))) as unknown[];
        const { specs, faults, services } = read(documents);
        expect(faults).toEqual([]);
        expect(specs.map((one) => one.spec)).toEqual([spec]);
        expect(services).toContain("checkout");
      }),
      runs(150),
    );
  });

  it.each([
    ["spec/objectives/0/op", "lte", "spec.objectives.0.op"],
    ["spec/objectives/1", { target: 0.9 }, "spec.objectives.1"],
    ["spec/objectives/0/compositeWeight", 1, "spec.objectives.0.compositeWeight"],
    ["spec/objectives/0/target", "0.999", "spec.objectives.0.target"],
    ["spec/objectives/0/timeSliceTarget", 0.9, "spec.objectives.0.timeSliceTarget"],
    ["spec/budgetingMethod", "Averages", "spec.budgetingMethod"],
    ["spec/timeWindow/0", { duration: "2Q", isRolling: false }, "spec.timeWindow.0.duration"],
    ["spec/timeWindow/0/duration", "1m", "spec.timeWindow.0.duration"],
    ["spec/timeWindow/0/duration", "120d", "spec.timeWindow.0.duration"],
    ["spec/timeWindow/1", { duration: "7d", isRolling: true }, "spec.timeWindow.1"],
    ["spec/indicator/spec/thresholdMetric", {}, "spec.indicator.spec.thresholdMetric"],
    ["spec/indicator/spec/ratioMetric/bad", {}, "spec.indicator.spec.ratioMetric.bad"],
    [
      "spec/indicator/spec/ratioMetric/good/metricSource/type",
      "Prometheus",
      "spec.indicator.spec.ratioMetric.good.metricSource.type",
    ],
    [
      "spec/indicator/spec/ratioMetric/good/metricSource/metricSourceRef",
      "x",
      "spec.indicator.spec.ratioMetric.good.metricSource.metricSourceRef",
    ],
    ["spec/alertPolicies/0/spec/alertWhenNoData", true, "spec.alertPolicies.0.spec.alertWhenNoData"],
    [
      "spec/alertPolicies/0/spec/conditions/0/spec/condition/threshold",
      2,
      "spec.alertPolicies.0.spec.conditions.0.spec.condition.threshold",
    ],
    [
      "spec/alertPolicies/0/spec/conditions/0/spec/condition/lookbackWindow",
      "2h",
      "spec.alertPolicies.0.spec.conditions.0.spec.condition.lookbackWindow",
    ],
    [
      "spec/alertPolicies/0/spec/conditions/0/spec/severity",
      "ticket",
      "spec.alertPolicies.0.spec.conditions.0.spec.severity",
    ],
    ["spec/alertPolicies/0", "nobody-wrote-it", "spec.alertPolicies.0"],
    ["spec/priority", "high", "spec.priority"],
    ["metadata/annotations", {}, "metadata.annotations.signalbox.dev/environment"],
    ["kind", "Objective", "kind"],
    ["apiVersion", "openslo/v2alpha", "apiVersion"],
  ])("names %s = %j where it stands, with a remedy, and blocks", (path, value, named) => {
    const { faults } = read([sloWith({ [path]: value })]);
    const blocking = faults.filter(({ isBlocking }) => isBlocking);
    expect(blocking.map((fault) => fault.path)).toContain(named);
    for (const fault of blocking) expect(fault.remedy.length).toBeGreaterThan(5);
  });

  it.each([
    ["spec/description", "words", "spec.description"],
    ["metadata/labels", { team: "payments" }, "metadata.labels.team"],
    [
      "spec/alertPolicies/0/spec/notificationTargets",
      [{ targetRef: "x" }],
      "spec.alertPolicies.0.spec.notificationTargets",
    ],
    ["spec/alertPolicies/0/spec/conditions/3", undefined, "spec.alertPolicies.0.spec.conditions"],
  ])("tells of %s = %j that it is left out, and takes the rest", (path, value, named) => {
    const changed = sloWith({ [path]: value });
    const { specs, faults } = read([JSON.parse(JSON.stringify(changed).replace(",null]", "]"))]);
    expect(faults).toMatchObject([{ path: named, isBlocking: false }]);
    expect(specs[0]?.spec.definition).toEqual(plain);
  });

  it("follows names across documents, and tells of those that nobody names", () => {
    const whole = sloWith({}) as { spec: { indicator: object; alertPolicies: [object] } };
    const sli = { apiVersion: "openslo/v1", kind: "SLI", ...whole.spec.indicator };
    const policy = { apiVersion: "openslo/v1", ...whole.spec.alertPolicies[0] };
    const slo = sloWith({
      "spec/indicator": undefined,
      "spec/indicatorRef": "checkout-answers-requests",
      "spec/alertPolicies": ["checkout-answers-burn"],
    });
    const found = read([sli, policy, slo]);
    expect(found.faults).toEqual([]);
    expect(found.specs.map(({ spec }) => spec)).toEqual([specOf(plain)]);
    expect(read([sli, policy]).faults).toMatchObject([{ isBlocking: false }, { isBlocking: false }]);
  });

  it("takes the environment that was said for documents without one, and never over their own", () => {
    const without = sloWith({ "metadata/annotations": undefined });
    expect(read([without], "staging").specs[0]?.spec.environment).toBe("staging");
    expect(read([sloWith({})], "staging").specs[0]?.spec.environment).toBe("production");
  });

  it("takes targetPercent for target, not both, and names what is not a document at all", () => {
    const percent = sloWith({ "spec/objectives/0": { targetPercent: 99.9 } });
    expect(read([percent]).specs[0]?.spec.definition.targetPercent).toBe("99.9");
    const both = read([sloWith({ "spec/objectives/0": { target: 0.999, targetPercent: 99.9 } })]);
    expect(both.faults[0]).toMatchObject({ path: "spec.objectives.0.targetPercent", isBlocking: true });
    expect(read([null]).faults[0]).toMatchObject({ isBlocking: true });
    expect(read(["text"]).faults[0]).toMatchObject({ isBlocking: true });
  });

  it("reads an SLO without alert policies as one with the usual settings", () => {
    const node = new DocumentNode(sloWith({ "spec/alertPolicies": undefined }));
    expect(readSlo(node, () => undefined, undefined)?.definition.alerting).toEqual(plain.alerting);
    expect(readAlerting(new DocumentNode({}), plain.period, () => undefined)).toEqual(plain.alerting);
  });
});

describe("terms", () => {
  it("are durations in both directions", () => {
    for (const ms of [0, 60_000, 90_000, 3_600_000, 86_400_000, 1]) expect(annotatedMs(toShorthand(ms))).toBe(ms);
    expect(shorthandMs("4w")).toBe(28 * 86_400_000);
    for (const text of ["1M", "1Q", "", "m", "-1d", "1.5h"]) expect(shorthandMs(text)).toBeNull();
  });

  it("know where weeks, months, quarters and fiscal years begin", () => {
    expect(startMonthOf("2024-01-01 00:00:00", "quarter")).toBe(1);
    expect(startMonthOf("2024-05-01 00:00:00", "quarter")).toBe(5);
    expect(startMonthOf("2024-10-01 00:00:00", "year")).toBe(10);
    expect(startMonthOf("2024-13-01 00:00:00", "year")).toBeNull();
    expect(startMonthOf("2024-05-01 00:00:00", "month")).toBe(1);
    expect(startMonthOf("2024-02-02 00:00:00", "quarter")).toBeNull();
    expect(startMonthOf("2024-01-02 00:00:00", "week")).toBeNull();
    expect(startMonthOf("2024-01-01 12:00:00", "month")).toBeNull();
  });

  it("accept derived factors only, for calendar periods those of any length they can have", () => {
    const hour = 3_600_000;
    expect(isDerivedFactor({ kind: "rolling", days: 30 }, hour, 14.4)).toBe(true);
    expect(isDerivedFactor({ kind: "rolling", days: 28 }, hour, 14.4)).toBe(false);
    const month: SloPeriod = { kind: "calendar", unit: "month", timeZone: "UTC" };
    for (const days of [28, 30, 31]) expect(isDerivedFactor(month, hour, (0.02 * days * 24) / 1)).toBe(true);
    expect(isDerivedFactor(month, hour, 16)).toBe(false);
  });

  it("write shares and percents exactly", () => {
    expect(shareText("99.95")).toBe("0.9995");
    expect(percentText(fromDecimal("0.999999999"))).toBeNull();
    expect(percentText(fromDecimal("0.9995"))).toBe("99.95");
    expect(plainDecimal("99.90")).toBe("99.9");
    expect(canonicalText({ b: [{ d: 1, c: 2 }], a: 1 })).toBe('{"a":1,"b":[{"c":2,"d":1}]}');
  });
});
