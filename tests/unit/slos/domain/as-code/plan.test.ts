import { describe, expect, it } from "vitest";
import {
  countActions,
  fieldChanges,
  type PresentObjective,
  planChanges,
  planDefinitionChanges,
  planText,
} from "@/lib/slos/domain/as-code/plan";
import { prometheusNotes, prometheusRules } from "@/lib/slos/domain/as-code/prometheus-rules";
import { slothNotes, slothObstacle, slothSpecs } from "@/lib/slos/domain/as-code/sloth";
import type { ObjectiveSpec } from "@/lib/slos/domain/as-code/spec";

/** Goal: a plan says all that would change and nothing else, and its text changes whenever that does. */

const spec: ObjectiveSpec = {
  slug: "a",
  name: "A",
  service: "checkout",
  environment: "production",
  definition: {
    sli: { kind: "availability" },
    targetPercent: "99.9",
    period: { kind: "rolling", days: 30 },
    method: { kind: "occurrences" },
    alerting: { graceMs: 0, quietMs: 120_000, minRequests: 20 },
  },
};
const present: PresentObjective = { ...spec, revision: 3, isRetired: false };
const withTarget = (targetPercent: string): ObjectiveSpec => ({
  ...spec,
  definition: { ...spec.definition, targetPercent },
});
const planOf = (wanted: readonly ObjectiveSpec[], there: readonly PresentObjective[], retireMissingOf: string[] = []) =>
  planChanges({ wanted, present: there, retireMissingOf });

describe("a plan of other definitions", () => {
  const there = {
    slug: "office",
    name: "Office",
    content: { hours: [{ from: "09:00" }] },
    revision: 2,
    isRetired: false,
  };
  const planned = (wanted: readonly (typeof there)[], present: readonly (typeof there)[], retireMissing = false) =>
    planDefinitionChanges({ kind: "Hours", wanted, present, retireMissing });

  it("creates, changes field by field, retires only when asked to, and leaves alone", () => {
    const later = { ...there, content: { hours: [{ from: "10:00" }] } };
    expect(planned([there], []).changes).toMatchObject([
      { kind: "Hours", action: "create", revision: null, service: null },
    ]);
    expect(planned([there], [there]).changes).toMatchObject([{ action: "unchanged", fields: [] }]);
    expect(planned([later], [there]).changes).toMatchObject([
      { action: "change", revision: 2, fields: [{ path: "hours.0.from", before: "09:00", after: "10:00" }] },
    ]);
    expect(planned([], [there]).changes).toEqual([]);
    expect(planned([], [there], true).changes).toMatchObject([{ action: "retire", slug: "office" }]);
    expect(planned([], [{ ...there, isRetired: true }], true).changes).toEqual([]);
    expect(planned([there], [{ ...there, isRetired: true }]).faults).toMatchObject([{ slug: "office", path: "slug" }]);
  });
});

describe("a plan", () => {
  it("creates, changes field by field, retires only when asked to, and leaves alone", () => {
    expect(planOf([spec], []).changes).toMatchObject([{ action: "create", revision: null }]);
    expect(planOf([spec], [present]).changes).toMatchObject([{ action: "unchanged", fields: [] }]);
    expect(planOf([withTarget("99.90")], [present]).changes[0]?.action).toBe("unchanged");
    expect(planOf([withTarget("99.95")], [present]).changes).toMatchObject([
      { action: "change", revision: 3, fields: [{ path: "definition.targetPercent", before: "99.9", after: "99.95" }] },
    ]);
    expect(planOf([], [present]).changes).toEqual([]);
    expect(planOf([], [present], ["checkout"]).changes).toMatchObject([{ action: "retire", revision: 3 }]);
    expect(planOf([], [present], ["basket"]).changes).toEqual([]);
    expect(planOf([], [{ ...present, isRetired: true }], ["checkout"]).changes).toEqual([]);
  });

  it("refuses to move an objective or to wake a retired one", () => {
    const moved = planOf([{ ...spec, service: "basket", environment: "staging" }], [present]);
    expect(moved.faults.map(({ path }) => path)).toEqual(["service", "environment"]);
    expect(planOf([spec], [{ ...present, isRetired: true }]).faults).toMatchObject([{ path: "slug" }]);
  });

  it("has a text that follows changes and revisions, not the order of files nor what stays", () => {
    const other = { ...spec, slug: "b" };
    const text = (wanted: ObjectiveSpec[], there: PresentObjective[]) => planText(planOf(wanted, there).changes);
    expect(text([other, withTarget("99")], [present])).toBe(text([withTarget("99"), other], [present]));
    expect(text([withTarget("99")], [present])).not.toBe(text([withTarget("98")], [present]));
    expect(text([withTarget("99")], [present])).not.toBe(text([withTarget("99")], [{ ...present, revision: 4 }]));
    expect(text([spec, other], [present])).toBe(text([spec, other], [{ ...present, revision: 9 }]));
    expect(countActions(planOf([spec, other], [present]).changes)).toEqual({
      create: 1,
      change: 0,
      retire: 0,
      unchanged: 1,
    });
  });

  it("names fields that came and went", () => {
    expect(fieldChanges({ a: 1, b: { c: true } }, { a: 1, b: { d: "x" } })).toEqual([
      { path: "b.c", before: "true", after: null },
      { path: "b.d", before: null, after: "x" },
    ]);
  });
});

describe("rules of others", () => {
  const queries = { bad: "bad[{{.window}}]", total: "total[{{.window}}]", totalIncrease: "count[{{.window}}]" };
  const queried = { spec, queries, periodMs: 30 * 86_400_000 };

  it("are the workbook's four, both windows, with exact limits, enough requests and quiet time", () => {
    const { groups } = prometheusRules([queried]) as { groups: { rules: Record<string, unknown>[] }[] };
    const alerts = groups[0]?.rules.filter((rule) => "alert" in rule) ?? [];
    expect(alerts.map(({ expr }) => expr)).toEqual(
      [
        ["1h", "5m", "0.0144"],
        ["6h", "30m", "0.006"],
        ["1d", "2h", "0.003"],
        ["3d", "6h", "0.001"],
      ].map(
        ([long, short, limit]) =>
          `slo:request_errors:ratio_rate${long}{slo="a"} > ${limit} and slo:request_errors:ratio_rate${short}{slo="a"} > ${limit}` +
          ` and slo:requests:increase${long}{slo="a"} >= 20`,
      ),
    );
    expect(alerts[0]).toMatchObject({ keep_firing_for: "120s", labels: { severity: "page" } });
    expect(alerts[0]).not.toHaveProperty("for");
    const records = groups[0]?.rules.map(({ record }) => record);
    expect(records?.filter((name) => String(name).includes("ratio_rate"))).toHaveLength(7);
  });

  it("say what they cannot say", () => {
    const calendar = {
      ...spec,
      definition: { ...spec.definition, period: { kind: "calendar", unit: "month", timeZone: "UTC" } },
    } as const;
    const slices = {
      ...spec,
      definition: { ...spec.definition, method: { kind: "timeslices", slicePercent: "99" } },
    } as const;
    expect(prometheusNotes(spec)).toEqual([]);
    expect(prometheusNotes(calendar).map(({ path }) => path)).toEqual(["definition.period"]);
    expect(prometheusNotes(slices).map(({ path }) => path)).toEqual(["definition.method"]);
    expect([slothObstacle(spec), slothObstacle(calendar)?.path, slothObstacle(slices)?.path]).toEqual([
      null,
      "definition.period",
      "definition.method",
    ]);
    expect(slothNotes(spec).map(({ path }) => path)).toEqual([
      "definition.alerting.quietMs",
      "definition.alerting.minRequests",
    ]);
    expect(slothSpecs([queried])).toMatchObject([
      {
        version: "prometheus/v1",
        service: "checkout",
        slos: [{ name: "a", objective: 99.9, sli: { events: { error_query: queries.bad } } }],
      },
    ]);
  });
});
