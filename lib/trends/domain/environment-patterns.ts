import type { Instant } from "@/lib/kernel/instant";
import { adjustedPValues } from "@/lib/kernel/statistics/false-discoveries";
import { fisherExact } from "@/lib/kernel/statistics/fisher";

/** What an attempt was part of, so that it can be opened. */
export interface AttemptRef {
  readonly kind: "deployment" | "run";
  readonly id: string;
  readonly name: string;
}

/** One thing that could fail: a deployment, or one stage of a pipeline run. */
export interface Attempt {
  readonly of: AttemptRef;
  readonly at: Instant;
  readonly environment: string;
  readonly service: string;
  /** Stage of the pipeline, or "deployment". */
  readonly stage: string;
  /** Part of the local week: "night", "weekend" … */
  readonly time: string;
  readonly hasFailed: boolean;
}

/** Failures are more frequent in one environment than in the others, for the same kind of attempt. */
export interface EnvironmentPattern {
  readonly environment: string;
  readonly by: "service" | "stage" | "time" | "all";
  readonly value: string;
  readonly failed: number;
  readonly attempts: number;
  readonly elsewhereFailed: number;
  readonly elsewhereAttempts: number;
  /** Exact two-sided p-value, and the one adjusted for every comparison made. */
  readonly pValue: number;
  readonly adjusted: number;
  /** The newest of what failed there, each once. */
  readonly newest: readonly (AttemptRef & { readonly at: Instant })[];
}

export interface PatternSearch {
  readonly patterns: readonly EnvironmentPattern[];
  /** How many comparisons were made; each is a chance to find something by accident. */
  readonly compared: number;
}

const FEWEST_ATTEMPTS = 10;
const FALSE_SHARE = 0.05;
/** So many failures of a pattern are named. */
const NAMED = 5;

/**
 * Look for failures that are over-represented in one environment, over all and for each service, stage and time. Each is
 * Fisher's exact test against the other environments; of what is reported, at most one in twenty is expected to be chance
 * (Benjamini and Hochberg).
 */
export function environmentPatterns(attempts: readonly Attempt[]): PatternSearch {
  const compared = [
    ...compareBy(attempts, "all", () => "everything"),
    ...compareBy(attempts, "service", (one) => one.service),
    ...compareBy(attempts, "stage", (one) => one.stage),
    ...compareBy(attempts, "time", (one) => one.time),
  ];
  const adjusted = adjustedPValues(compared.map((one) => one.pValue));
  const patterns = compared
    .map((one, at) => ({ ...one, adjusted: adjusted[at] ?? 1 }))
    .filter((one) => one.adjusted <= FALSE_SHARE && shareOf(one) > elsewhereShareOf(one))
    .toSorted((x, y) => x.adjusted - y.adjusted)
    .map(({ here, ...one }) => ({ ...one, newest: newestFailures(here) }));
  return { patterns, compared: compared.length };
}

function newestFailures(attempts: readonly Attempt[]): EnvironmentPattern["newest"] {
  const failed = attempts.filter((one) => one.hasFailed).toSorted((x, y) => y.at - x.at);
  const each = new Map(failed.map(({ of, at }) => [`${of.kind} ${of.id}`, { ...of, at }]));
  return [...each.values()].slice(0, NAMED);
}

function shareOf(one: Pick<EnvironmentPattern, "failed" | "attempts">): number {
  return one.failed / one.attempts;
}

function elsewhereShareOf(one: Pick<EnvironmentPattern, "elsewhereFailed" | "elsewhereAttempts">): number {
  return one.elsewhereFailed / one.elsewhereAttempts;
}

function compareBy(
  attempts: readonly Attempt[],
  by: EnvironmentPattern["by"],
  groupOf: (one: Attempt) => string,
): readonly (Omit<EnvironmentPattern, "adjusted" | "newest"> & { readonly here: readonly Attempt[] })[] {
  const groups = Map.groupBy(attempts, groupOf);
  return [...groups].flatMap(([value, group]) => {
    const total = { attempts: group.length, failed: failedOf(group) };
    return [...Map.groupBy(group, (one) => one.environment)].flatMap(([environment, here]) => {
      const failed = failedOf(here);
      const elsewhereAttempts = total.attempts - here.length;
      const elsewhereFailed = total.failed - failed;
      if (here.length < FEWEST_ATTEMPTS || elsewhereAttempts < FEWEST_ATTEMPTS || total.failed === 0) return [];
      const table = { first: here.length, second: elsewhereAttempts, events: total.failed, inFirst: failed };
      const pValue = fisherExact(table);
      const counts = { failed, attempts: here.length, elsewhereFailed, elsewhereAttempts };
      return [{ environment, by, value, ...counts, pValue, here }];
    });
  });
}

function failedOf(attempts: readonly Attempt[]): number {
  return attempts.filter((one) => one.hasFailed).length;
}
