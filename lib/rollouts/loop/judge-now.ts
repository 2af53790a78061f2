import type { SlotTotals } from "@/lib/analysis/domain/counts";
import type { Evidence } from "@/lib/analysis/domain/evidence";
import { quantileOf } from "@/lib/analysis/domain/histogram";
import { type JudgeState, judge, type StepFacts, startJudge } from "@/lib/analysis/domain/judge-step";
import { keepLatency } from "@/lib/analysis/domain/kept-histograms";
import { hear } from "@/lib/analysis/domain/kept-looks";
import type { Instant } from "@/lib/kernel/instant";
import type { CountsReading, ScalarReading } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import { triggersOfStep } from "../domain/plan";
import type { SlotHealth } from "../domain/rollout-command";
import { type ExposedRollout, isWatched, type PreparingRollout, stepAt } from "../domain/rollout-state";
import type { SampleCounts } from "../rollout-store";
import type { LoopContext } from "./loop-context";
import type { LoopSource, LoopTarget } from "./loop-parts";
import { type Question, questionsOf, scalarKey } from "./questions";
import type { LiveRollout } from "./rollout-tick";

export interface Judged {
  readonly judgeState: JudgeState;
  readonly evidence: readonly Evidence[];
  readonly canaryRequests: number | null;
  readonly baselineRef: string | null;
  readonly stableHealth: SlotHealth;
  /** Something is asked for the first time here, and not answered yet. */
  readonly isPending: boolean;
}

interface Moment {
  readonly state: ExposedRollout | PreparingRollout;
  readonly target: LoopTarget;
  readonly sources: ReadonlyMap<string, LoopSource>;
  readonly context: LoopContext;
  readonly now: Instant;
}

/** The judge's memory as it was stored; begins anew when there is none that this version can read. */
function judgeStateOf(stored: unknown): JudgeState {
  return typeof stored === "object" && stored !== null && "sources" in stored ? (stored as JudgeState) : startJudge();
}

function stepOf(
  state: Moment["state"],
  now: Instant,
): Pick<StepFacts, "stepKey" | "weightShownAt" | "stepStartedAt" | "stepMinRequests" | "baselineServing"> {
  if (state.phase === "preparing") {
    return { stepKey: "preparing", weightShownAt: null, stepStartedAt: now, stepMinRequests: 0, baselineServing: true };
  }
  const step = stepAt(state.plan, state.stepIndex);
  return {
    stepKey: `${state.stepIndex}${state.phase === "watching" ? ":watching" : ""}`,
    weightShownAt: isWatched(state) ? state.stepShownAt : null,
    stepStartedAt: isWatched(state) ? state.stepShownAt : state.enteredAt,
    stepMinRequests: state.phase === "watching" ? 0 : step.minRequests,
    baselineServing: step.trafficPercent < 100,
  };
}

function readScalars(questions: readonly Question[], given: Moment): StepFacts["scalars"] {
  const { state, context } = given;
  return state.plan.triggers.metrics.map((metric) => {
    const question = questions.find((candidate) => candidate.sourceName === metric.sourceId);
    const key = scalarKey(state.rolloutId, metric.id);
    const reading: ScalarReading = question
      ? context.telemetry.scalar(question.sourceKey, key)
      : { status: "blind", cause: "unreachable", detail: `There is no metric source "${metric.sourceId}".` };
    return { metricId: metric.id, source: metric.sourceId, reading };
  });
}

function watchHealth({ state, target, context }: Moment): void {
  if (!target.health) return;
  context.health.watch(`${state.rolloutId}:canary`, state.canarySlot, target.health);
  context.health.watch(`${state.rolloutId}:stable`, state.stableSlot, target.health);
}

function stableHealthOf({ state, context }: Moment): SlotHealth {
  const last = context.health.results(`${state.rolloutId}:stable`).at(-1);
  if (!last) return "unknown";
  return last.ok ? "healthy" : "unhealthy";
}

/** The most canary requests of this step that any one source has counted; null when none could count. */
function requestsOfStep(judgeState: JudgeState, counts: StepFacts["counts"], canarySlot: SlotName): number | null {
  const counted = counts
    .filter(({ reading }) => reading.status === "read")
    .flatMap(({ source }) => judgeState.sources[source]?.counts.step[canarySlot].requests ?? []);
  return counted.length === 0 ? null : Math.max(...counted);
}

/** What a rollout asks changes only with its state, its target, or a source. */
function rememberedQuestions(live: LiveRollout, { state, target, sources }: Moment): readonly Question[] {
  const known = live.asked;
  if (known && known.state === state && known.target === target && known.sources === sources) return known.questions;
  const questions = questionsOf(state, target, sources);
  live.asked = { state, target, sources, questions };
  return questions;
}

/** Put the newest readings of all sources and health checks before the judge. */
export function judgeNow(live: LiveRollout, given: Moment): Judged {
  const { state, context, now } = given;
  const questions = rememberedQuestions(live, given);
  for (const question of questions) context.telemetry.want(state.rolloutId, question.sourceKey, question);
  watchHealth(given);
  const counts = questions
    .filter((question) => question.counts !== null)
    .map((question): { source: string; reading: CountsReading } => ({
      source: question.sourceName,
      reading: context.telemetry.counts(question.sourceKey, state.rolloutId),
    }));
  const facts: StepFacts = {
    ...stepOf(state, now),
    now,
    lagMs: 0,
    canarySlot: state.canarySlot,
    counts,
    health: context.health.results(`${state.rolloutId}:canary`),
    scalars: readScalars(questions, given),
  };
  const stepIndex = state.phase === "preparing" ? 0 : state.stepIndex;
  live.heard = hear(live.heard, { ...facts, stepIndex });
  const triggers = triggersOfStep(state.plan, stepIndex);
  const judgement = judge(judgeStateOf(live.judgeState), facts, triggers);
  return {
    judgeState: judgement.state,
    // What is seen before anybody was moved says nothing about the version under traffic.
    evidence: state.phase === "preparing" ? [] : judgement.evidence,
    canaryRequests: requestsOfStep(judgement.state, counts, state.canarySlot),
    baselineRef: `${state.rolloutId}:whole`,
    stableHealth: stableHealthOf(given),
    isPending: isPending(questions, given),
  };
}

function isPending(questions: readonly Question[], { state, target, context }: Moment): boolean {
  if (questions.some((question) => context.telemetry.isPending(question.sourceKey, question))) return true;
  return target.health !== null && context.health.results(`${state.rolloutId}:canary`).length === 0;
}

function sampleOf(totals: SlotTotals): SampleCounts {
  return {
    requests: totals.requests,
    errors: totals.errors,
    p95Ms: quantileOf(totals.latency, 0.95)?.estimateMs ?? null,
  };
}

/** Counts of each source since the rollout began, for the charts and for judging them again. */
export function totalsOf(
  judgeState: unknown,
  canarySlot: SlotName,
): { source: string; canary: SampleCounts; baseline: SampleCounts; latency: string | null }[] {
  return Object.entries(judgeStateOf(judgeState).sources).map(([source, { counts }]) => {
    const canary = counts.whole[canarySlot];
    const baseline = counts.whole[canarySlot === "a" ? "b" : "a"];
    const latency = keepLatency({ canary: canary.latency, baseline: baseline.latency });
    return { source, canary: sampleOf(canary), baseline: sampleOf(baseline), latency };
  });
}
