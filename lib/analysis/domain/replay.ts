import type { Triggers } from "@/lib/rollouts/contract";
import type { CheckKind } from "./evidence";
import type { KeptLook } from "./kept-looks";
import { type CountedMoment, type ReplayedFailure, replayCounts } from "./replay-counts";
import { type LookFailure, replayHealth, replayMetrics } from "./replay-looks";

/** All that was kept of a rollout for judging it again. */
export interface KeptRollout {
  readonly moments: readonly CountedMoment[];
  /** Oldest first. */
  readonly looks: readonly KeptLook[];
  /** The custom metrics that it asked: an id means the same number only while its question is the same. */
  readonly metrics: Triggers["metrics"];
}

export interface Replay {
  /** What would have taken it back first; null when nothing would have. */
  readonly failure: ReplayedFailure | LookFailure | null;
  /** Checks of the plan that could be judged again, and those of which nothing was kept. */
  readonly judged: readonly CheckKind[];
  readonly notKept: readonly CheckKind[];
}

/**
 * Judge a past rollout again by other triggers: errors, burn, latency, health and custom metrics, each by the judge that rollouts have, from
 * what was kept of it. `triggersOf` answers the triggers of a step; those of custom metrics are the same in all of them.
 */
export function replayRollout(kept: KeptRollout, triggersOf: (stepIndex: number) => Triggers): Replay {
  const { moments, looks } = kept;
  const { metrics } = triggersOf(0);
  const asked = metrics.filter((metric) => kept.metrics.some((other) => isSameQuestion(other, metric)));
  const failures = [
    replayCounts(moments, triggersOf),
    replayHealth(looks, triggersOf),
    replayMetrics(looks, asked),
  ].filter((failure) => failure !== null);
  const isKept: Record<CheckKind, boolean> = {
    error_rate: moments.length > 0,
    burn_rate: moments.length > 0,
    latency: moments.some(({ latency }) => latency?.canary),
    health: looks.some(({ health }) => health.length > 0),
    metric: asked.length === metrics.length && asked.every(({ id }) => looks.some((look) => isHeard(look, id))),
  };
  const enabled = enabledChecks(kept, triggersOf);
  return {
    failure: failures.toSorted((left, right) => left.at - right.at)[0] ?? null,
    judged: enabled.filter((check) => isKept[check]),
    notKept: enabled.filter((check) => !isKept[check]),
  };
}

function isSameQuestion(one: Triggers["metrics"][number], other: Triggers["metrics"][number]): boolean {
  return one.id === other.id && one.sourceId === other.sourceId && one.query === other.query;
}

function isHeard(look: KeptLook, id: string): boolean {
  return look.metrics.some((metric) => metric.id === id && metric.samples.length > 0);
}

/** Checks that are enabled in some step that the rollout was in; in the first one when nothing is known of it. */
function enabledChecks({ moments, looks }: KeptRollout, triggersOf: (stepIndex: number) => Triggers): CheckKind[] {
  const steps = new Set([0, ...moments.map(({ stepIndex }) => stepIndex), ...looks.map(({ stepIndex }) => stepIndex)]);
  const all = [...steps].map(triggersOf);
  const some = (is: (triggers: Triggers) => boolean) => all.some(is);
  const checks: readonly [CheckKind, boolean][] = [
    ["error_rate", some(({ errorRate }) => errorRate.enabled)],
    ["latency", some(({ latency }) => latency.enabled)],
    ["burn_rate", some(({ burnRate }) => burnRate.enabled)],
    ["health", some(({ health }) => health.enabled)],
    ["metric", some(({ metrics }) => metrics.length > 0)],
  ];
  return checks.flatMap(([check, isEnabled]) => (isEnabled ? [check] : []));
}
