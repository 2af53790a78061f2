import type { Instant } from "@/lib/kernel/instant";
import type { Triggers } from "@/lib/rollouts/contract";
import { type HealthCheckResult, judgeHealth } from "./health-judge";
import { type KeptLook, resultsOf } from "./kept-looks";
import { feedMetric, startMetric } from "./metric-judge";

/** What would have taken the version back, of checks that count no requests. */
export interface LookFailure {
  readonly check: "health" | "metric";
  readonly source: string;
  readonly at: Instant;
  readonly stepIndex: number;
  readonly sentence: string;
}

/** What other limits would have said of health checks that were kept, each judged at the moment at which it was made. */
export function replayHealth(
  looks: readonly KeptLook[],
  triggersOf: (stepIndex: number) => Triggers,
): LookFailure | null {
  let healthyBefore = false;
  let results: HealthCheckResult[] = [];
  let step: KeptLook | null = null;
  for (const look of looks) {
    const { stepIndex, stepStartedAt } = look;
    if (step?.stepIndex !== stepIndex || step.stepStartedAt !== stepStartedAt) results = [];
    step = look;
    const { health } = triggersOf(stepIndex);
    for (const result of look.health.flatMap(resultsOf)) {
      results.push(result);
      const finding = judgeHealth({ now: result.at, stepStartedAt, healthyBefore, results }, health);
      if (health.enabled && finding.verdict === "fail")
        return { check: "health", source: "health", at: result.at, stepIndex, sentence: finding.sentence };
      healthyBefore ||= result.ok;
    }
  }
  return null;
}

/** What the plan's custom metrics would have said of the samples that were kept under their ids. */
export function replayMetrics(looks: readonly KeptLook[], metrics: Triggers["metrics"]): LookFailure | null {
  const failures = metrics.flatMap((trigger) => replayMetric(looks, trigger) ?? []);
  return failures.toSorted((left, right) => left.at - right.at)[0] ?? null;
}

function replayMetric(looks: readonly KeptLook[], trigger: Triggers["metrics"][number]): LookFailure | null {
  let state = startMetric();
  for (const { stepIndex, metrics } of looks) {
    const heard = metrics.find(({ id }) => id === trigger.id);
    for (const { atMs, value } of heard?.samples ?? []) {
      state = feedMetric(state, { status: "read", value, sampledAt: atMs }, true, trigger);
      if (heard && state.failure)
        return { check: "metric", source: heard.source, at: atMs, stepIndex, sentence: state.failure.sentence };
    }
  }
  return null;
}
