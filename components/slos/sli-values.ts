import type { DeliveryMeasure, ObjectiveSli } from "@/lib/slos/sli-contract";
import { emptyMeter, type MeterValues, meterOf, meterValuesOf } from "./meter-values";

/** What an objective is about, as the form holds it: the fields of every kind, so that choosing another loses nothing. */
export interface SliValues {
  kind: ObjectiveSli["kind"];
  thresholdMs: number | string;
  /** Slug of the synthetic check whose runs are counted. */
  check: string | null;
  combine: "all" | "any" | "weighted";
  /** Slugs of parts. */
  parts: string[];
  /** By slug. */
  weights: Record<string, number | string>;
  measure: DeliveryMeasure;
  within: number | string;
  withinUnit: keyof typeof unitMs;
  timeZone: string;
  holidays: string[];
  meter: MeterValues;
}

const unitMs = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const emptySli: SliValues = {
  kind: "availability",
  thresholdMs: 300,
  check: null,
  combine: "all",
  parts: [],
  weights: {},
  measure: "change_failure_rate",
  within: 24,
  withinUnit: "h",
  timeZone: "UTC",
  holidays: [],
  meter: emptyMeter,
};

/** The fields of a known one. */
export function sliValuesOf(sli: ObjectiveSli): SliValues {
  switch (sli.kind) {
    case "availability":
    case "latency":
      return { ...emptySli, ...sli, check: sli.check ?? null };
    case "ratio":
      return { ...emptySli, kind: sli.kind, meter: meterValuesOf(sli.meter) };
    case "composite": {
      const weights = Object.fromEntries(sli.parts.map(({ objective, weight }) => [objective, weight]));
      const { kind, combine } = sli;
      return { ...emptySli, kind, combine, weights, parts: sli.parts.map(({ objective }) => objective) };
    }
    case "delivery": {
      const base = { ...emptySli, kind: sli.kind, measure: sli.measure };
      if (sli.measure === "deployment_frequency")
        return { ...base, timeZone: sli.timeZone, holidays: [...sli.holidays] };
      return "withinMs" in sli ? { ...base, ...lengthOf(sli.withinMs) } : base;
    }
  }
}

function lengthOf(ms: number): Pick<SliValues, "within" | "withinUnit"> {
  const unit = (["d", "h", "min"] as const).find((one) => ms % unitMs[one] === 0) ?? "s";
  return { within: ms / unitMs[unit], withinUnit: unit };
}

/** What the fields say. The server checks it. */
export function sliOf(values: SliValues): ObjectiveSli {
  const { kind } = values;
  const check = values.check ? { check: values.check } : {};
  if (kind === "availability") return { kind, ...check };
  if (kind === "latency") return { kind, thresholdMs: values.thresholdMs as number, ...check };
  if (kind === "ratio") return { kind, meter: meterOf(values.meter) };
  if (kind === "composite") {
    const parts = values.parts.map((objective) => ({ objective, weight: (values.weights[objective] ?? 1) as number }));
    return { kind, combine: values.combine, parts };
  }
  const { measure, timeZone, holidays } = values;
  if (measure === "deployment_frequency") return { kind, measure, timeZone: timeZone.trim(), holidays };
  if (measure === "change_failure_rate" || measure === "rollback_success") return { kind, measure };
  return { kind, measure, withinMs: Number(values.within) * unitMs[values.withinUnit] };
}
