import type { SlotName } from "@/lib/traffic/port";
import type { PlanOverrides, RolloutPlan, Triggers } from "../contract";
import { limits } from "./limits";
import { type CompletedRollout, stepAt } from "./rollout-state";

/** Where a field of a resolved plan comes from. */
export type Origin = "template" | "service" | "request";

export interface ResolvedPlan {
  readonly plan: RolloutPlan;
  /** Dotted field path → who set it. `steps` is one field; a custom metric is `triggers.metrics.<id>`. */
  readonly origin: Readonly<Record<string, Origin>>;
}

/** Fields that an override replaces as a whole. */
export const plainFields = [
  "strategy",
  "steps",
  "smokeChecks",
  "warmMs",
  "blindGraceMs",
  "onBlind",
  "onSilence",
  "silenceMs",
  "inconclusiveGraceMs",
  "pauseDeadlineMs",
  "applyDeadlineMs",
  "queueDeadlineMs",
] as const;
const triggerNames = ["errorRate", "latency", "health", "burnRate"] as const;

/**
 * The plan of one rollout: the template, what the service changes in it, what this request changes in that. Steps and smoke
 * checks are replaced as a whole; trigger fields singly; custom metrics are added, or replaced by id, never dropped.
 */
export function resolvePlan(
  template: RolloutPlan,
  serviceOverrides: PlanOverrides,
  requestOverrides: PlanOverrides,
): ResolvedPlan {
  const start: ResolvedPlan = { plan: template, origin: originOfTemplate(template) };
  return overlay(overlay(start, serviceOverrides, "service"), requestOverrides, "request");
}

function originOfTemplate(template: RolloutPlan): Record<string, Origin> {
  const paths = [
    ...plainFields,
    ...triggerNames.flatMap((name) => Object.keys(template.triggers[name]).map((field) => `triggers.${name}.${field}`)),
    ...template.triggers.metrics.map((metric) => `triggers.metrics.${metric.id}`),
  ];
  return Object.fromEntries(paths.map((path) => [path, "template" as const]));
}

function overlay(base: ResolvedPlan, overrides: PlanOverrides, who: Origin): ResolvedPlan {
  const { triggers, ...plain } = overrides;
  const set = definedOf(plain);
  const paths = [...Object.keys(set), ...triggerPaths(triggers ?? {})];
  return {
    plan: { ...base.plan, ...set, triggers: overlayTriggers(base.plan.triggers, triggers ?? {}) },
    origin: { ...base.origin, ...Object.fromEntries(paths.map((path) => [path, who])) },
  };
}

type TriggerChanges = NonNullable<PlanOverrides["triggers"]>;

function overlayTriggers(base: Triggers, changes: TriggerChanges): Triggers {
  const added = changes.metrics ?? [];
  const kept = base.metrics.filter((metric) => !added.some((other) => other.id === metric.id));
  return {
    errorRate: { ...base.errorRate, ...definedOf(changes.errorRate ?? {}) },
    latency: { ...base.latency, ...definedOf(changes.latency ?? {}) },
    health: { ...base.health, ...definedOf(changes.health ?? {}) },
    burnRate: { ...base.burnRate, ...definedOf(changes.burnRate ?? {}) },
    metrics: [...kept, ...added],
  };
}

function triggerPaths(changes: TriggerChanges): string[] {
  const fields = triggerNames.flatMap((name) =>
    Object.keys(definedOf(changes[name] ?? {})).map((field) => `triggers.${name}.${field}`),
  );
  return [...fields, ...(changes.metrics ?? []).map((metric) => `triggers.metrics.${metric.id}`)];
}

/** Only the fields that have a value: an explicit `undefined` overrides nothing. */
function definedOf<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** The triggers in force at a step: those of the plan, with the single fields that the step overrides. */
export function triggersOfStep(plan: RolloutPlan, stepIndex: number): Triggers {
  const overrides = stepAt(plan, stepIndex).triggers;
  if (overrides === undefined) return plan.triggers;
  return {
    errorRate: { ...plan.triggers.errorRate, ...overrides.errorRate },
    latency: { ...plan.triggers.latency, ...overrides.latency },
    health: { ...plan.triggers.health, ...overrides.health },
    burnRate: { ...plan.triggers.burnRate, ...overrides.burnRate },
    metrics: plan.triggers.metrics,
  };
}

export interface ReturnPlan {
  readonly purpose: "return";
  readonly plan: RolloutPlan;
  readonly stableSlot: SlotName;
  readonly canarySlot: SlotName;
  readonly stableVersion: string;
  readonly canaryVersion: string;
}

/**
 * "Roll back" after completion: a rollout in the other direction, everything at once, resting on health alone so that a
 * quiet service is not kept waiting. The version to return to is the one that the old slot still holds.
 */
export function planOfReturn(previous: CompletedRollout): ReturnPlan {
  return {
    purpose: "return",
    plan: {
      ...previous.plan,
      strategy: "immediate",
      steps: [{ trafficPercent: 100, bakeMs: limits.returnBakeMs, approval: false, minRequests: 0 }],
      smokeChecks: [],
      onBlind: "pause",
    },
    stableSlot: previous.canarySlot,
    canarySlot: previous.stableSlot,
    stableVersion: previous.canaryVersion,
    canaryVersion: previous.stableVersion,
  };
}
