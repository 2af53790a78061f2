import type { RolloutPlan, Step, Strategy, Triggers } from "../contract";

/** The plans a new installation begins with, one for each strategy. Templates are made from them. */

const MINUTE = 60_000;

/** SPEC A4: errors more than 1 point above baseline, p95 more than 500 ms above it, health, and a fast budget burn. */
const triggers: Triggers = {
  errorRate: { enabled: true, maxIncreasePp: 1, judge: "sequential", minRequests: 50 },
  latency: { enabled: true, quantile: 0.95, maxIncreaseMs: 500, judge: "sequential", minRequests: 50 },
  health: { enabled: true, withinMs: 30_000, failuresInARow: 2 },
  burnRate: { enabled: true, objectivePercent: 99.9, maxBurnRate: 14.4, isFromObjective: false, minRequests: 50 },
  metrics: [],
};

const common: Omit<RolloutPlan, "strategy" | "steps"> = {
  triggers,
  smokeChecks: [],
  warmMs: 10 * MINUTE,
  blindGraceMs: 5 * MINUTE,
  onBlind: "pause",
  onSilence: "revert",
  silenceMs: 10_000,
  inconclusiveGraceMs: 30 * MINUTE,
  pauseDeadlineMs: 24 * 60 * MINUTE,
  applyDeadlineMs: 30_000,
  queueDeadlineMs: 24 * 60 * MINUTE,
};

function step(trafficPercent: number, bakeMs: number): Step {
  return { trafficPercent, bakeMs, approval: false, minRequests: trafficPercent === 0 ? 0 : 50 };
}

export const defaultPlans: Readonly<Record<Strategy, RolloutPlan>> = {
  canary: { ...common, strategy: "canary", steps: [step(10, 5 * MINUTE), step(50, 5 * MINUTE), step(100, 5 * MINUTE)] },
  /** A look without users, then one switch; the switch back stays possible while stable is warm. */
  blue_green: {
    ...common,
    strategy: "blue_green",
    steps: [step(0, MINUTE), step(100, 5 * MINUTE)],
    warmMs: 30 * MINUTE,
  },
  rolling: {
    ...common,
    strategy: "rolling",
    steps: [step(25, 2 * MINUTE), step(50, 2 * MINUTE), step(75, 2 * MINUTE), step(100, 2 * MINUTE)],
  },
  /** Everything at once, as many teams begin; still watched, still taken back. */
  immediate: { ...common, strategy: "immediate", steps: [step(100, 5 * MINUTE)] },
};
