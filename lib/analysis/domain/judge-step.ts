import type { Instant } from "@/lib/kernel/instant";
import type { Triggers } from "@/lib/rollouts/contract";
import type { CountsReading, ScalarReading } from "@/lib/telemetry/port";
import type { CheckKind, Evidence, Verdict } from "./evidence";
import { blindFinding, type Finding } from "./finding";
import { type HealthCheckResult, judgeHealth } from "./health-judge";
import { beginMetricStep, feedMetric, type MetricState, readMetric, startMetric } from "./metric-judge";
import { type CountsFindings, judgeSource, type SourceState, type StepMoment, startSource } from "./source-judge";

/** Everything the judge remembers of one rollout. JSON-serialisable, so that a restart loses nothing. */
export interface JudgeState {
  readonly stepKey: string | null;
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly metrics: Readonly<Record<string, MetricState>>;
  /** A health check was good at some time in this rollout. */
  readonly everHealthy: boolean;
  /** First failure of each check. Nothing takes it back. */
  readonly failures: Readonly<Record<string, Evidence>>;
}

export interface StepFacts extends StepMoment {
  readonly stepStartedAt: Instant;
  /** One newest reading of each source of counts, blind ones included. */
  readonly counts: readonly { readonly source: string; readonly reading: CountsReading }[];
  /** Results of health checks since the step started. */
  readonly health: readonly HealthCheckResult[];
  /** Newest reading of each custom metric. */
  readonly scalars: readonly { readonly metricId: string; readonly source: string; readonly reading: ScalarReading }[];
}

export interface StepJudgement {
  readonly state: JudgeState;
  /** One for each enabled check. */
  readonly evidence: readonly Evidence[];
  /** What each single source said, for people who want to know why. */
  readonly bySource: readonly Evidence[];
}

export function startJudge(): JudgeState {
  return { stepKey: null, sources: {}, metrics: {}, everHealthy: false, failures: {} };
}

/**
 * Judge one step of a rollout at one moment. Sources are judged apart: a check fails when one of its sources says so,
 * passes when at least one says so and none fails, and is blind only when all are. A failure latches for the rollout.
 */
export function judge(state: JudgeState, facts: StepFacts, triggers: Triggers): StepJudgement {
  const stepBegins = state.stepKey !== facts.stepKey;
  const counts = judgeCounts(state, facts, triggers);
  const metrics = judgeMetrics(state, facts, triggers, stepBegins);
  const health = triggers.health.enabled ? [healthEvidence(state, facts, triggers)] : [];
  const bySource = [...counts.evidence, ...health, ...metrics.evidence];
  const evidence = groupByCheck(bySource).map((group) => state.failures[group[0].checkId] ?? combine(group));
  const failures = Object.fromEntries(
    evidence.filter((one) => one.verdict === "fail").map((one) => [one.checkId, one]),
  );
  return {
    state: {
      stepKey: facts.stepKey,
      sources: { ...state.sources, ...counts.sources },
      metrics: metrics.states,
      everHealthy: state.everHealthy || facts.health.some((result) => result.ok),
      failures: { ...state.failures, ...failures },
    },
    evidence,
    bySource,
  };
}

type CountsCheck = keyof CountsFindings;
const countsChecks: readonly CountsCheck[] = ["error_rate", "latency", "burn_rate"];

function judgeCounts(state: JudgeState, facts: StepFacts, triggers: Triggers) {
  const sources: Record<string, SourceState> = {};
  const evidence: Evidence[] = [];
  const enabled = { error_rate: triggers.errorRate, latency: triggers.latency, burn_rate: triggers.burnRate };
  const checks = countsChecks.filter((check) => enabled[check].enabled);
  const add = (source: string, findingOf: (check: CountsCheck) => Finding | undefined) => {
    for (const check of checks) {
      const finding = findingOf(check);
      if (finding) evidence.push(evidenceOfFinding(check, check, source, finding, facts.now));
    }
  };
  for (const { source, reading } of facts.counts) {
    if (reading.status === "blind") {
      add(source, () => blindFinding(reading.cause, reading.detail));
      continue;
    }
    const judged = judgeSource(state.sources[source] ?? startSource(), reading, facts, triggers);
    sources[source] = judged.state;
    add(source, (check) => judged.findings[check]);
  }
  if (facts.counts.length === 0) add("none", () => blindFinding("no_series", "No source of request counts was read."));
  return { sources, evidence };
}

function judgeMetrics(state: JudgeState, facts: StepFacts, triggers: Triggers, stepBegins: boolean) {
  const states: Record<string, MetricState> = {};
  const evidence: Evidence[] = [];
  const inStep = facts.weightShownAt !== null && facts.now >= facts.weightShownAt + facts.lagMs;
  for (const trigger of triggers.metrics) {
    const kept = state.metrics[trigger.id] ?? startMetric();
    const before = stepBegins ? beginMetricStep(kept) : kept;
    const given = facts.scalars.find((scalar) => scalar.metricId === trigger.id);
    const reading: ScalarReading = given?.reading ?? {
      status: "blind",
      cause: "no_series",
      detail: "The metric was not read.",
    };
    const next = feedMetric(before, reading, inStep, trigger);
    states[trigger.id] = next;
    const finding = readMetric(next, reading, trigger);
    evidence.push(
      evidenceOfFinding(`metric:${trigger.id}`, "metric", given?.source ?? trigger.sourceId, finding, facts.now),
    );
  }
  return { states, evidence };
}

function healthEvidence(state: JudgeState, facts: StepFacts, triggers: Triggers): Evidence {
  const finding = judgeHealth(
    {
      now: facts.now,
      stepStartedAt: facts.stepStartedAt,
      healthyBefore: state.everHealthy,
      results: facts.health,
    },
    triggers.health,
  );
  return evidenceOfFinding("health", "health", "health", finding, facts.now);
}

function evidenceOfFinding(checkId: string, kind: CheckKind, source: string, finding: Finding, at: Instant): Evidence {
  return { checkId, kind, source, ...finding, at };
}

type Group = [Evidence, ...Evidence[]];

function groupByCheck(evidence: readonly Evidence[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const one of evidence) {
    const group = groups.get(one.checkId);
    if (group === undefined) groups.set(one.checkId, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

const strongestFirst: readonly Verdict[] = ["fail", "pass", "inconclusive", "blind"];

/** The evidence that speaks for its check: the first of the strongest verdict. */
export function combine(group: Group): Evidence {
  return group.reduce((best, one) =>
    strongestFirst.indexOf(one.verdict) < strongestFirst.indexOf(best.verdict) ? one : best,
  );
}
