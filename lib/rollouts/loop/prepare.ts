import { msBetween } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { withDeadline } from "@/lib/platform/timers";
import { tryQueries } from "@/lib/telemetry/preflight";
import { triggersOfStep } from "../domain/plan";
import type { PreparingRollout } from "../domain/rollout-state";
import type { LoopContext } from "./loop-context";
import { type LoopSource, type LoopTarget, loopLimits } from "./loop-parts";
import { languageOf, type Question, questionsOf, templateValues } from "./questions";
import type { PreparationProgress } from "./rollout-tick";
import { smokeReasons } from "./smoke-checks";

/** How long a part that does not answer yet is tried again before the preparation is called failed. */
const patienceMs = 30_000;
/** Findings that waiting does not mend. */
const hopeless =
  /^(query_(query_error|several_series|wrong_shape)|counts_(query_error|several_series|wrong_shape)|unknown_placeholder|unterminated_string|no_sources|no_latency_source|no_health_check|unknown_source)/;

async function queryReasons(
  state: PreparingRollout,
  target: LoopTarget,
  context: LoopContext,
  sources: ReadonlyMap<string, LoopSource>,
): Promise<Reason[]> {
  const triggers = triggersOfStep(state.plan, 0);
  const questions = questionsOf(state, target, sources);
  if (questions.length === 0 && !target.health) {
    return [
      {
        code: "no_sources",
        message: "The target has no source of numbers and no health check, so nothing could ever be judged.",
        remedy: "Bind a metric source or set a health check on the target.",
      },
    ];
  }
  const missing = missingParts(state, target, questions, sources);
  if (missing.length > 0) return missing;
  const perSource = await Promise.all(
    questions.map((question) => {
      const source = context.telemetry.source(question.sourceKey);
      if (!source)
        return [
          {
            code: "unknown_source",
            message: `The source ${question.sourceName} is not there any more.`,
            remedy: "Bind another source to the target.",
          },
        ];
      const kind = sources.get(question.sourceName)?.kind ?? "target";
      const metrics = state.plan.triggers.metrics
        .map((metric, index) => ({ metric, index }))
        .filter(({ metric }) => metric.sourceId === question.sourceName);
      return withDeadline(context.parts.timers, loopLimits.queryDeadlineMs * 2, (signal) =>
        tryQueries(
          {
            source,
            sourceName: question.sourceName,
            language: languageOf(kind),
            counts: question.counts,
            stableSlot: state.stableSlot,
            needsLatency: kind === "prometheus" && triggers.latency.enabled,
            queries: metrics.map(({ metric, index }) => ({
              id: metric.id,
              template: metric.query,
              field: `triggers.metrics.${index}.query`,
            })),
            values: templateValues(state, target),
          },
          signal,
        ),
      );
    }),
  );
  const found = perSource.flat();
  // One source that sees stable is enough to begin with; a source that is only silent now may be the second pair of eyes.
  const someSees = perSource.some((reasons, index) => reasons.length === 0 && questions[index]?.counts);
  return someSees
    ? found.filter(
        (reason) => !/^counts_(unreachable|timeout|no_series|stale|target_down|not_a_number)/.test(reason.code),
      )
    : found;
}

/** Checks that the plan asks for and that nothing of the target could ever answer. */
function missingParts(
  state: PreparingRollout,
  target: LoopTarget,
  questions: readonly Question[],
  sources: ReadonlyMap<string, LoopSource>,
): Reason[] {
  const triggers = triggersOfStep(state.plan, 0);
  const reasons: Reason[] = [];
  const knowsLatency = questions.some(
    (question) =>
      question.counts &&
      (sources.get(question.sourceName)?.kind === "prometheus" ||
        (question.sourceKey.startsWith("target:") && target.kind === "edge")),
  );
  if (triggers.latency.enabled && !knowsLatency) {
    reasons.push({
      code: "no_latency_source",
      field: "triggers.latency",
      message: "The latency check is on, but no source of this target measures latency.",
      remedy: "Bind a Prometheus source with a histogram to the target, or turn the latency check off.",
    });
  }
  if (triggers.health.enabled && !target.health) {
    reasons.push({
      code: "no_health_check",
      field: "triggers.health",
      message: "The health check is on, but the target has no health address.",
      remedy: "Give the target a health address, or turn the health check off.",
    });
  }
  return reasons;
}

async function healthReasons(state: PreparingRollout, target: LoopTarget, context: LoopContext): Promise<Reason[]> {
  if (!target.health || !triggersOfStep(state.plan, 0).health.enabled) return [];
  const { health } = target;
  const answers = await Promise.all(
    health.urls[state.canarySlot].map(async (url) => ({ url, ...(await context.parts.checkHealth(url, health)) })),
  );
  return answers
    .filter((answer) => !answer.ok)
    .map((answer) => ({
      code: "canary_unhealthy",
      message: `The new version is not healthy at ${answer.url}: ${answer.detail}`,
      remedy: `Start version ${state.canaryVersion} in slot ${state.canarySlot}, or correct the address of its health check.`,
    }));
}

/**
 * Try everything before a user is moved: every query against stable, the health and the smoke checks of the new version. Runs beside the
 * ticks, again and again until it succeeds, is hopeless, or patience ends.
 */
export async function prepare(
  state: PreparingRollout,
  target: LoopTarget,
  context: LoopContext,
  sources: ReadonlyMap<string, LoopSource>,
  progress: PreparationProgress,
): Promise<void> {
  if (progress.running || progress.result.status === "failed") return;
  progress.running = true;
  try {
    const [queries, health, smoke] = await Promise.all([
      queryReasons(state, target, context, sources),
      healthReasons(state, target, context),
      smokeReasons(state, target, context.parts.checkHealth),
    ]);
    const reasons = [...queries, ...health, ...smoke];
    const overdue = msBetween(state.runningSince, context.clock.now()) > patienceMs;
    if (reasons.length === 0) progress.result = { status: "ready" };
    else if (overdue || reasons.some((reason) => hopeless.test(reason.code)))
      progress.result = { status: "failed", reasons };
    else progress.result = { status: "pending" };
  } finally {
    progress.running = false;
  }
}
