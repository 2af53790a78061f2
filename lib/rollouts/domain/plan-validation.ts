import type { Reason } from "@/lib/kernel/result";
import type { RolloutPlan } from "../contract";
import { limits } from "./limits";
import { triggersOfStep } from "./plan";

/** All that is wrong with a plan as a whole, each with the field and what to do. Empty means that it can be started. */
export function validatePlan(plan: RolloutPlan): Reason[] {
  return [...stepReasons(plan), ...shapeReasons(plan), ...checkReasons(plan), ...timeReasons(plan)];
}

function stepReasons(plan: RolloutPlan): Reason[] {
  return plan.steps.flatMap((step, index) => {
    const field = `steps.${index}`;
    const before = plan.steps[index - 1];
    const reasons: Reason[] = [];
    if (!(step.trafficPercent >= 0 && step.trafficPercent <= 100)) {
      reasons.push(
        reason(
          "weight_out_of_range",
          `${field}.trafficPercent`,
          `A share of ${step.trafficPercent} % is not possible.`,
          "Give a share from 0 to 100.",
        ),
      );
    }
    if (!(step.bakeMs >= 0)) {
      reasons.push(
        reason(
          "bake_negative",
          `${field}.bakeMs`,
          `A bake time of ${step.bakeMs} ms is not possible.`,
          "Give 0 ms or more.",
        ),
      );
    }
    if (before !== undefined && step.trafficPercent <= before.trafficPercent) {
      const message = `Step ${index + 1} has ${step.trafficPercent} %, not more than the ${before.trafficPercent} % before it.`;
      reasons.push(
        reason("steps_not_rising", `${field}.trafficPercent`, message, "Let each step have more than the one before."),
      );
    }
    return reasons;
  });
}

function shapeReasons(plan: RolloutPlan): Reason[] {
  const lastIndex = plan.steps.length - 1;
  const last = plan.steps[lastIndex];
  if (last === undefined)
    return [reason("no_steps", "steps", "The plan has no steps.", "Give at least one step, at 100 %.")];
  const reasons: Reason[] = [];
  if (last.trafficPercent !== 100) {
    const message = `The last step stops at ${last.trafficPercent} %, so the rollout would never end.`;
    reasons.push(
      reason("last_step_not_full", `steps.${lastIndex}.trafficPercent`, message, "Let the last step have 100 %."),
    );
  }
  if (last.approval) {
    const message = "There is no step after the last one that an approval could open.";
    reasons.push(
      reason("approval_after_last", `steps.${lastIndex}.approval`, message, "Ask for the approval at the step before."),
    );
  }
  if (plan.strategy === "immediate" && plan.steps.length > 1) {
    const message = `An immediate rollout has one step, not ${plan.steps.length}.`;
    reasons.push(
      reason("strategy_mismatch", "steps", message, "Keep only the step at 100 %, or choose the strategy rolling."),
    );
  }
  const isPartial = plan.steps.some((step) => step.trafficPercent > 0 && step.trafficPercent < 100);
  if (plan.strategy === "blue_green" && isPartial) {
    const message = "A blue-green rollout has one switch: no step between 0 and 100 %.";
    reasons.push(reason("strategy_mismatch", "steps", message, "Take these steps out, or choose the strategy canary."));
  }
  return reasons;
}

function checkReasons(plan: RolloutPlan): Reason[] {
  return [
    ...plan.steps.flatMap((_step, index) => stepCheckReasons(plan, index)),
    ...metricReasons(plan),
    ...smokeReasons(plan),
  ];
}

function smokeReasons({ smokeChecks }: RolloutPlan): Reason[] {
  return smokeChecks.flatMap((check, index) => {
    if (smokeChecks.findIndex((other) => other.id === check.id) === index) return [];
    const message = `Two smoke checks are called ${check.id}.`;
    return [reason("smoke_check_twice", `smokeChecks.${index}.id`, message, "Give each its own name.")];
  });
}

function stepCheckReasons(plan: RolloutPlan, index: number): Reason[] {
  const step = plan.steps[index];
  if (step === undefined) return [];
  const triggers = triggersOfStep(plan, index);
  const field = `steps.${index}`;
  const hasTrafficCheck = triggers.errorRate.enabled || triggers.latency.enabled || triggers.burnRate.enabled;
  const hasOther = triggers.health.enabled || triggers.metrics.length > 0;
  if (!hasOther && !(hasTrafficCheck && step.trafficPercent > 0)) {
    const message =
      step.trafficPercent === 0
        ? `Step ${index + 1} has no users, so only health or a custom metric can speak for it, and both are off.`
        : `Step ${index + 1} has no check at all, so nothing could ever let it pass.`;
    return [reason("step_without_check", `${field}.triggers`, message, "Turn on the health check of this step.")];
  }
  if (step.minRequests === 0 && step.trafficPercent > 0 && !triggers.health.enabled) {
    const message = `Step ${index + 1} may pass without requests, but its health check is off.`;
    const remedy = "Turn on the health check, or ask for at least one request.";
    return [reason("quiet_step_without_health", `${field}.minRequests`, message, remedy)];
  }
  return [];
}

const metricsMax = 10;

function metricReasons(plan: RolloutPlan): Reason[] {
  const { metrics } = plan.triggers;
  const reasons = metrics.flatMap((metric, index) => {
    if (metrics.findIndex((other) => other.id === metric.id) === index) return [];
    const message = `Two custom metrics are called ${metric.id}.`;
    return [reason("metric_twice", `triggers.metrics.${index}.id`, message, "Give each its own id.")];
  });
  if (metrics.length <= metricsMax) return reasons;
  const message = `${metrics.length} custom metrics are more than the ${metricsMax} that fit into one tick.`;
  return [
    ...reasons,
    reason("too_many_metrics", "triggers.metrics", message, "Take some out of the service or the template."),
  ];
}

function timeReasons(plan: RolloutPlan): Reason[] {
  const reasons: Reason[] = [];
  const floors = [
    ["applyDeadlineMs", 1_000, "the data plane could not show any weight in time"],
    ["pauseDeadlineMs", 60_000, "no person could answer in time"],
    ["queueDeadlineMs", 1_000, "no rollout could leave the queue in time"],
  ] as const;
  for (const [field, floorMs, why] of floors) {
    if (plan[field] >= floorMs) continue;
    const message = `With ${plan[field]} ms ${why}.`;
    reasons.push(reason("deadline_too_short", field, message, `Give at least ${floorMs} ms.`));
  }
  const totalMs = plan.steps.reduce((sum, step) => sum + step.bakeMs + plan.inconclusiveGraceMs, plan.warmMs);
  if (totalMs > limits.planTotalMaxMs) {
    const message = `Bakes, graces and warm time add up to ${totalMs} ms, more than the ${limits.planTotalMaxMs} ms allowed.`;
    reasons.push(
      reason("plan_too_long", "steps", message, "Shorten bake times, the inconclusive grace, or the warm time."),
    );
  }
  return reasons;
}

function reason(code: string, field: string, message: string, remedy: string): Reason {
  return { code, field, message, remedy };
}
