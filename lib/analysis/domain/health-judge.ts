import { type Instant, msBetween } from "@/lib/kernel/instant";
import { blindFinding, type Finding, found, words } from "./finding";

export interface HealthCheckResult {
  readonly at: Instant;
  readonly ok: boolean;
  /** What was asked and answered, for people. */
  readonly detail: string;
}

export interface HealthSettings {
  readonly withinMs: number;
  readonly failuresInARow: number;
}

export interface HealthFacts {
  readonly now: Instant;
  readonly stepStartedAt: Instant;
  /** A check of an earlier step was healthy: the version can start, so failures count at once. */
  readonly healthyBefore: boolean;
  /** Results since the step started, in any order. */
  readonly results: readonly HealthCheckResult[];
}

/**
 * The first healthy answer must come within `withinMs` of the step; from then on `failuresInARow` failed checks in a row
 * are a failure. That nobody checked is blind, never a failure. The caller latches the failure.
 */
export function judgeHealth(facts: HealthFacts, settings: HealthSettings): Finding {
  const results = facts.results.filter((result) => result.at >= facts.stepStartedAt).toSorted((x, y) => x.at - y.at);
  const numbers = numbersOf(results, facts, settings);
  const last = results.at(-1);
  const waitedMs = msBetween(facts.stepStartedAt, facts.now);
  const within = `${words(settings.withinMs / 1000)} s`;
  if (last === undefined || msBetween(last.at, facts.now) > settings.withinMs) {
    if (waitedMs < settings.withinMs)
      return found("inconclusive", "No health check was made in this step yet.", numbers);
    return blindFinding("stale", `No health check was made in the last ${within}.`, numbers);
  }
  const failed = numbers.failedInARow ?? 0;
  const started = facts.healthyBefore || results.some((result) => result.ok && isWithin(result, facts, settings));
  const lastWords = `last: ${last.detail.replace(/\.$/, "")}`;
  if (!started && waitedMs >= settings.withinMs) {
    const sentence = `No healthy answer within ${within} of the step, in ${checksInWords(results.length)}; ${lastWords}.`;
    return found("fail", sentence, numbers);
  }
  if (started && failed >= settings.failuresInARow) {
    const sentence = `${failed} health checks in a row failed, the limit is ${settings.failuresInARow}; ${lastWords}.`;
    return found("fail", sentence, numbers);
  }
  if (last.ok) return found("pass", `Healthy: ${checksInWords(results.length)} in this step, ${lastWords}.`, numbers);
  const waiting = started ? `the limit is ${settings.failuresInARow}` : `it has ${within} to become healthy`;
  return found("inconclusive", `${failed} health checks in a row failed, ${waiting}; ${lastWords}.`, numbers);
}

function checksInWords(count: number): string {
  return count === 1 ? "1 check" : `${count} checks`;
}

function isWithin(result: HealthCheckResult, facts: HealthFacts, settings: HealthSettings): boolean {
  return msBetween(facts.stepStartedAt, result.at) <= settings.withinMs;
}

function numbersOf(results: readonly HealthCheckResult[], facts: HealthFacts, settings: HealthSettings) {
  return {
    checks: results.length,
    failedInARow: results.length - 1 - results.findLastIndex((result) => result.ok),
    failuresInARowLimit: settings.failuresInARow,
    withinMs: settings.withinMs,
    sinceStepMs: msBetween(facts.stepStartedAt, facts.now),
  };
}
