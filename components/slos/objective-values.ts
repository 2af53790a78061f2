import type { ObjectiveView, SloDefinition, SloMethod, SloPeriod } from "@/lib/slos/contract";
import type { ObjectiveDependency } from "@/lib/slos/dependency-contract";
import { emptySli, type SliValues, sliOf, sliValuesOf } from "./sli-values";

/** The fields of the form; numbers are what the inputs hold. */
export interface ObjectiveValues extends Record<string, unknown> {
  slug: string;
  name: string;
  service: string | null;
  environment: string | null;
  definition: {
    sli: SliValues;
    targetPercent: string;
    period: { kind: string; days: number | string; unit: string; timeZone: string; startMonth: string };
    method: { kind: SloMethod["kind"]; slicePercent: string };
    alerting: { minRequests: number | string };
    /** `objective:database`, `vendor:cdn`. */
    dependsOn: string[];
    /** Groups in which they stand in for each other, by the same names. */
    groups: Record<string, string>;
  };
  reason: string;
}

/** What the form shows at first. */
export function valuesOf(objective: ObjectiveView | null): ObjectiveValues {
  const known = objective?.definition;
  const rolling = known?.period.kind === "rolling" ? known.period.days : 30;
  const calendar =
    known?.period.kind === "calendar" ? known.period : { unit: "month", timeZone: "UTC", fiscalYearStartMonth: 1 };
  return {
    slug: objective?.slug ?? "",
    name: objective?.name ?? "",
    service: objective?.service.slug ?? null,
    environment: objective?.environment.slug ?? null,
    definition: {
      sli: known ? sliValuesOf(known.sli) : emptySli,
      targetPercent: known?.targetPercent ?? "99.9",
      period: {
        kind: known?.period.kind ?? "rolling",
        days: rolling,
        unit: calendar.unit,
        timeZone: calendar.timeZone,
        startMonth: `${calendar.fiscalYearStartMonth ?? 1}`,
      },
      method: {
        kind: known?.method.kind ?? "occurrences",
        slicePercent: known?.method.kind === "timeslices" ? known.method.slicePercent : "99",
      },
      alerting: { minRequests: known?.alerting.minRequests ?? 20 },
      ...dependencyValuesOf(known?.dependsOn ?? []),
    },
    reason: "",
  };
}

function dependencyValuesOf(dependsOn: readonly ObjectiveDependency[]) {
  const keyOf = (one: ObjectiveDependency) =>
    one.kind === "objective" ? `objective:${one.objective}` : `vendor:${one.terms}`;
  return {
    dependsOn: dependsOn.map(keyOf),
    groups: Object.fromEntries(dependsOn.map((one) => [keyOf(one), one.group ?? ""])),
  };
}

function dependenciesOf({
  dependsOn,
  groups,
}: Pick<ObjectiveValues["definition"], "dependsOn" | "groups">): ObjectiveDependency[] {
  return dependsOn.map((key) => {
    const group = groups[key]?.trim();
    const common = group ? { group } : {};
    const slug = key.slice(key.indexOf(":") + 1);
    return key.startsWith("vendor:")
      ? { kind: "vendor", terms: slug, ...common }
      : { kind: "objective", objective: slug, ...common };
  });
}

/** Does the start of a fiscal year move such a period? */
export function followsFiscalYear(unit: string): boolean {
  return unit === "quarter" || unit === "year";
}

function periodOf({ kind, days, unit, timeZone, startMonth }: ObjectiveValues["definition"]["period"]): SloPeriod {
  if (kind === "rolling") return { kind: "rolling", days: days as number };
  const fiscal = followsFiscalYear(unit) && startMonth !== "1" ? { fiscalYearStartMonth: Number(startMonth) } : {};
  return { kind: "calendar", unit: unit as "month", timeZone: timeZone.trim(), ...fiscal };
}

function methodOf({ kind, slicePercent }: ObjectiveValues["definition"]["method"]): SloMethod {
  return kind === "timeslices" ? { kind, slicePercent } : { kind };
}

/** The definition that the values say; what the form does not show stays as it is. The server checks it. */
export function definitionOf({ definition }: ObjectiveValues, before: SloDefinition | undefined): SloDefinition {
  const { sli, period, method, alerting, targetPercent } = definition;
  return {
    sli: sliOf(sli),
    targetPercent: targetPercent.trim(),
    period: periodOf(period),
    method: sli.kind === "composite" || sli.kind === "delivery" ? { kind: "occurrences" } : methodOf(method),
    alerting: {
      graceMs: before?.alerting.graceMs ?? 0,
      quietMs: before?.alerting.quietMs ?? 120_000,
      minRequests: alerting.minRequests as number,
    },
    ...(definition.dependsOn.length > 0 ? { dependsOn: dependenciesOf(definition) } : {}),
  };
}
