import { toDecimal } from "@/lib/kernel/rational";
import type { SloDefinition, SloPeriod } from "../../contract";
import { dependenciesText } from "./dependencies-text";
import {
  annotations,
  calendarDuration,
  calendarStartOf,
  namedRules,
  openSloVersion,
  periodBoundsMs,
  sourceType,
  toShorthand,
} from "./openslo-terms";
import { type ObjectiveSpec, plainDecimal, shareText } from "./spec";

/** Objectives as OpenSLO v1 documents: services, then each SLO with its alert policy in place. Reading them gives the same objectives. */
export function writeOpenSlo(specs: readonly ObjectiveSpec[]): object[] {
  const services = [...new Set(specs.map(({ service }) => service))].sort();
  return [...services.map(serviceDocument), ...specs.map(sloDocument)];
}

function serviceDocument(service: string): object {
  return { apiVersion: openSloVersion, kind: "Service", metadata: { name: service }, spec: {} };
}

function sloDocument({ slug, name, service, environment, definition }: ObjectiveSpec): object {
  const { dependsOn } = definition;
  const stands = dependsOn && dependsOn.length > 0 ? { [annotations.dependsOn]: dependenciesText(dependsOn) } : {};
  return {
    apiVersion: openSloVersion,
    kind: "SLO",
    metadata: { name: slug, displayName: name, annotations: { [annotations.environment]: environment, ...stands } },
    spec: {
      service,
      indicator: indicatorOf(slug, definition),
      timeWindow: [windowOf(definition.period)],
      budgetingMethod: methods[definition.method.kind],
      objectives: [objectiveOf(definition)],
      alertPolicies: [policyOf(slug, definition)],
    },
  };
}

const methods = { occurrences: "Occurrences", timeslices: "Timeslices", ratio_timeslices: "RatioTimeslices" } as const;

function indicatorOf(slug: string, { sli }: SloDefinition): object {
  const { kind, ...rest } = sli;
  return {
    metadata: { name: `${slug}-requests`.slice(0, 63) },
    spec: {
      ratioMetric: {
        counter: true,
        good: { metricSource: { type: sourceType, spec: { sli: kind, ...rest } } },
        total: { metricSource: { type: sourceType, spec: {} } },
      },
    },
  };
}

function windowOf(period: SloPeriod): object {
  if (period.kind === "rolling") return { duration: `${period.days}d`, isRolling: true };
  const calendar = { startTime: calendarStartOf(period), timeZone: period.timeZone };
  return { duration: calendarDuration(period.unit), isRolling: false, calendar };
}

function objectiveOf({ targetPercent, method }: SloDefinition): object {
  const target = Number(shareText(targetPercent));
  if (method.kind === "occurrences") return { target };
  if (method.kind === "ratio_timeslices") return { target, timeSliceWindow: "1m" };
  return { target, timeSliceTarget: Number(shareText(method.slicePercent)), timeSliceWindow: "1m" };
}

function policyOf(slug: string, { period, alerting }: SloDefinition): object {
  const own = {
    [annotations.quiet]: toShorthand(alerting.quietMs),
    [annotations.minRequests]: `${alerting.minRequests}`,
  };
  // Of a calendar period the longest: factors follow the period that is, when they are used.
  const conditions = namedRules(periodBoundsMs(period)[1]).map(({ rule, window }) => ({
    kind: "AlertCondition",
    metadata: {
      name: `burn-over-${window}`,
      annotations: { [annotations.shortWindow]: toShorthand(rule.shortWindowMs) },
    },
    spec: {
      severity: rule.severity,
      condition: {
        kind: "burnrate",
        op: "gt",
        threshold: Number(plainDecimal(toDecimal(rule.factor, 4))),
        lookbackWindow: window,
        alertAfter: toShorthand(alerting.graceMs),
      },
    },
  }));
  return {
    kind: "AlertPolicy",
    metadata: { name: `${slug}-burn`.slice(0, 63), annotations: own },
    spec: {
      alertWhenNoData: false,
      alertWhenBreaching: true,
      alertWhenResolved: true,
      conditions,
      notificationTargets: [],
    },
  };
}
