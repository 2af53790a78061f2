import { formatDuration } from "@/components/feedback/time-format";
import type { RolloutPlan, Triggers } from "@/lib/rollouts/contract";

export interface PlanRow {
  readonly term: string;
  readonly value: string;
  /** Fields of the plan that the row speaks of. */
  readonly paths: readonly string[];
  readonly isOff: boolean;
}

function row(term: string, value: string, paths: readonly string[], isEnabled = true): PlanRow {
  return { term, value: isEnabled ? value : "off", paths, isOff: !isEnabled };
}

function judgeWords(judge: Triggers["errorRate"]["judge"]): string {
  return judge === "threshold" ? ", plain threshold" : "";
}

const fields = (name: string, ...names: readonly string[]): string[] =>
  names.map((field) => `triggers.${name}.${field}`);

/** What takes the new version out of traffic, with the values in force. */
export function triggerRows({ errorRate, latency, health, burnRate, metrics }: Triggers): readonly PlanRow[] {
  return [
    row(
      "Error rate above baseline",
      `+${errorRate.maxIncreasePp} pp${judgeWords(errorRate.judge)}`,
      fields("errorRate", "enabled", "maxIncreasePp", "judge", "minRequests"),
      errorRate.enabled,
    ),
    row(
      `p${Math.round(1_000 * latency.quantile) / 10} above baseline`,
      `+${latency.maxIncreaseMs} ms${judgeWords(latency.judge)}`,
      fields("latency", "enabled", "quantile", "maxIncreaseMs", "judge", "minRequests"),
      latency.enabled,
    ),
    row(
      "Health checks failed in a row",
      `${health.failuresInARow}, first within ${formatDuration(health.withinMs)}`,
      fields("health", "enabled", "withinMs", "failuresInARow"),
      health.enabled,
    ),
    row(
      `Burn of the ${burnRate.objectivePercent} % budget`,
      `${burnRate.maxBurnRate}×`,
      fields("burnRate", "enabled", "objectivePercent", "maxBurnRate", "isFromObjective", "minRequests"),
      burnRate.enabled,
    ),
    ...metrics.map((metric) =>
      row(metric.id, `${metric.failWhen} ${metric.limit}, ${metric.failuresInARow} in a row`, [
        `triggers.metrics.${metric.id}`,
      ]),
    ),
  ];
}

/** What must be answered before any traffic moves; one row that says so when nothing must. */
export function smokeRows({ smokeChecks }: Pick<RolloutPlan, "smokeChecks">): readonly PlanRow[] {
  if (smokeChecks.length === 0) return [row("Smoke checks", "none", ["smokeChecks"])];
  return smokeChecks.map((check) => {
    const words = check.bodyContains ? ` with “${check.bodyContains}”` : "";
    return row(`Smoke check ${check.id}`, `${check.path} answers ${check.expectStatus}${words}`, ["smokeChecks"]);
  });
}

/** The time limits of a plan. */
export function planRows(plan: RolloutPlan): readonly PlanRow[] {
  return [
    row("Old version stays warm", formatDuration(plan.warmMs), ["warmMs"]),
    row(`Blind: ${plan.onBlind === "pause" ? "pause" : "roll back"} after`, formatDuration(plan.blindGraceMs), [
      "blindGraceMs",
      "onBlind",
    ]),
    row(
      `No worker heard of: ${plan.onSilence === "revert" ? "data plane reverts" : "data plane stays"} after`,
      formatDuration(plan.silenceMs),
      ["onSilence", "silenceMs"],
    ),
    row("Too few numbers: pause after", formatDuration(plan.inconclusiveGraceMs), ["inconclusiveGraceMs"]),
    row("Paused: roll back after", formatDuration(plan.pauseDeadlineMs), ["pauseDeadlineMs"]),
    row("Data plane must follow within", formatDuration(plan.applyDeadlineMs), ["applyDeadlineMs"]),
    row("Queued: cancel after", formatDuration(plan.queueDeadlineMs), ["queueDeadlineMs"]),
  ];
}

/** "10 % → 50 % → 100 %", and an approval where there is one. */
export function stepsInWords({ steps }: Pick<RolloutPlan, "steps">): string {
  return steps.map((step) => `${step.trafficPercent} %${step.approval ? " ◇" : ""}`).join(" → ");
}
