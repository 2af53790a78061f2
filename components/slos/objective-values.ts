import type { ObjectiveView, SloDefinition } from "@/lib/slos/contract";

/** The fields of the form; numbers are what the inputs hold. */
export interface ObjectiveValues extends Record<string, unknown> {
  slug: string;
  name: string;
  service: string | null;
  environment: string | null;
  definition: {
    sli: { kind: "availability" | "latency"; thresholdMs: number | string; check: string | null };
    targetPercent: string;
    period: { kind: string; days: number | string; unit: string; timeZone: string };
    method: { kind: "occurrences" | "timeslices"; slicePercent: string };
    alerting: { minRequests: number | string };
  };
  reason: string;
}

/** What the form shows at first. */
export function valuesOf(objective: ObjectiveView | null): ObjectiveValues {
  const known = objective?.definition;
  const rolling = known?.period.kind === "rolling" ? known.period.days : 30;
  const calendar = known?.period.kind === "calendar" ? known.period : { unit: "month", timeZone: "UTC" };
  return {
    slug: objective?.slug ?? "",
    name: objective?.name ?? "",
    service: objective?.service.slug ?? null,
    environment: objective?.environment.slug ?? null,
    definition: {
      sli: {
        kind: known?.sli.kind ?? "availability",
        thresholdMs: known?.sli.kind === "latency" ? known.sli.thresholdMs : 300,
        check: known?.sli.check ?? null,
      },
      targetPercent: known?.targetPercent ?? "99.9",
      period: {
        kind: known?.period.kind ?? "rolling",
        days: rolling,
        unit: calendar.unit,
        timeZone: calendar.timeZone,
      },
      method: {
        kind: known?.method.kind ?? "occurrences",
        slicePercent: known?.method.kind === "timeslices" ? known.method.slicePercent : "99",
      },
      alerting: { minRequests: known?.alerting.minRequests ?? 20 },
    },
    reason: "",
  };
}

/** The definition that the values say; what the form does not show stays as it is. The server checks it. */
export function definitionOf({ definition }: ObjectiveValues, before: SloDefinition | undefined): SloDefinition {
  const { sli, period, method, alerting, targetPercent } = definition;
  const check = sli.check ? { check: sli.check } : {};
  return {
    sli:
      sli.kind === "availability"
        ? { kind: "availability", ...check }
        : { kind: "latency", thresholdMs: sli.thresholdMs as number, ...check },
    targetPercent: targetPercent.trim(),
    period:
      period.kind === "rolling"
        ? { kind: "rolling", days: period.days as number }
        : { kind: "calendar", unit: period.unit as "month", timeZone: period.timeZone.trim() },
    method:
      method.kind === "occurrences"
        ? { kind: "occurrences" }
        : { kind: "timeslices", slicePercent: method.slicePercent },
    alerting: {
      graceMs: before?.alerting.graceMs ?? 0,
      quietMs: before?.alerting.quietMs ?? 120_000,
      minRequests: alerting.minRequests as number,
    },
  };
}
