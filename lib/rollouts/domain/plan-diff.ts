import type { PlanOverrides, RolloutPlan, Triggers } from "../contract";
import { plainFields } from "./plan";

/** The overrides that make `wanted` out of `base`: the reverse of `resolvePlan`, for forms in which people edit a whole plan. */

const triggerNames = ["errorRate", "latency", "health", "burnRate"] as const;

/**
 * Only what differs is named, so that everything else keeps following the template. A custom metric of the template
 * cannot be taken away by an override; leaving it out of `wanted` changes nothing.
 */
export function overridesBetween(base: RolloutPlan, wanted: RolloutPlan): PlanOverrides {
  const plain = Object.fromEntries(
    plainFields.filter((field) => !isSame(base[field], wanted[field])).map((field) => [field, wanted[field]]),
  );
  const triggers = triggersBetween(base.triggers, wanted.triggers);
  return { ...plain, ...(Object.keys(triggers).length > 0 ? { triggers } : {}) };
}

function triggersBetween(base: Triggers, wanted: Triggers): NonNullable<PlanOverrides["triggers"]> {
  const changed = triggerNames.flatMap((name) => {
    const fields = changedFields(base[name], wanted[name]);
    return Object.keys(fields).length > 0 ? [[name, fields] as const] : [];
  });
  const metrics = wanted.metrics.filter(
    (metric) =>
      !isSame(
        metric,
        base.metrics.find((other) => other.id === metric.id),
      ),
  );
  return { ...Object.fromEntries(changed), ...(metrics.length > 0 ? { metrics } : {}) };
}

function changedFields(base: object, wanted: object): Record<string, unknown> {
  const before = base as Record<string, unknown>;
  return Object.fromEntries(Object.entries(wanted).filter(([field, value]) => !isSame(before[field], value)));
}

/** Equal as plain data; the order of the fields of an object does not matter, an absent field equals undefined. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const first = one as Record<string, unknown>;
  const second = other as Record<string, unknown>;
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...names].every((name) => isSame(first[name], second[name]));
}
