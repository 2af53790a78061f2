import type { Instant } from "@/lib/kernel/instant";
import type { Indicators } from "./indicators";

const dayMs = 86_400_000;
const LAST_DEPLOYMENTS = 20;
const TEST_DAYS = 14;
const INCIDENT_DAYS = 7;
const LONG_PAUSE_DAYS = 14;
/** A pause longer than this says no more than this. */
const LONGEST_PAUSE_DAYS = 90;
const FEWEST_TEST_RUNS = 3;

/** What happened to one service in one environment, each list in the order of time. */
export interface ServiceHistory {
  readonly tier: number;
  /** Since when other services are known to need this one, and since when anything of that kind is; null while nothing is. */
  readonly dependents: { readonly knownFrom: Instant; readonly since: readonly Instant[] } | null;
  readonly deployments: readonly PastDeployment[];
  readonly incidents: readonly Instant[];
  readonly testRuns: readonly { readonly at: Instant; readonly hasPassed: boolean }[];
  readonly changes: readonly PastChange[];
}

export interface PastDeployment {
  readonly id: string;
  readonly startedAt: Instant;
  readonly kind: string;
  /** When it became known that it failed; null when it did not. */
  readonly failedAt: Instant | null;
}

/** A change request that was merged. */
export interface PastChange {
  readonly mergedAt: Instant;
  readonly lines: number | null;
  readonly reviewMs: number | null;
}

/** The local week of the moment asked about. Local time is the caller's to know. */
export interface LocalMoment {
  readonly at: Instant;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  readonly hour: number;
}

/** Everything known strictly before `moment.at`: what came later, and failures that showed later, are not seen. */
export function indicatorsAt(history: ServiceHistory, moment: LocalMoment): Indicators {
  const { at } = moment;
  const before = history.deployments.slice(
    0,
    countBefore(history.deployments, (one) => one.startedAt, at),
  );
  const last = before.slice(-LAST_DEPLOYMENTS);
  const previous = before.at(-1);
  const shipped = within(history.changes, (one) => one.mergedAt, { from: previous?.startedAt ?? 0, until: at });
  const pause = previous ? Math.min(LONGEST_PAUSE_DAYS, (at - previous.startedAt) / dayMs) : null;
  return {
    tests_failed: failedTests(history, at),
    failed_lately: share(last, (one) => one.failedAt !== null && one.failedAt < at),
    rolled_back_lately: share(last, (one) => one.kind === "rollback"),
    change_size: sumKnown(shipped.map((one) => one.lines)),
    review_time: medianKnown(shipped.map((one) => one.reviewMs)),
    outside_hours: moment.weekday >= 6 || moment.hour < 8 || moment.hour >= 18 ? 1 : 0,
    before_weekend: moment.weekday === 5 && moment.hour >= 13 ? 1 : 0,
    incidents_lately: within(history.incidents, (one) => one, { from: at - INCIDENT_DAYS * dayMs, until: at }).length,
    pause,
    first_after_pause: pause === null ? null : Number(pause > LONG_PAUSE_DAYS),
    haste: within(before, (one) => one.startedAt, { from: at - dayMs, until: at }).length,
    dependencies: dependentsAt(history.dependents, at),
    tier: history.tier,
  };
}

/** How many services were known to need it; not known before anything of that kind was. */
function dependentsAt(dependents: ServiceHistory["dependents"], at: Instant): number | null {
  if (dependents === null || dependents.knownFrom >= at) return null;
  return dependents.since.filter((since) => since < at).length;
}

function failedTests(history: ServiceHistory, at: Instant): number | null {
  const runs = within(history.testRuns, (one) => one.at, { from: at - TEST_DAYS * dayMs, until: at });
  return runs.length < FEWEST_TEST_RUNS ? null : share(runs, (one) => !one.hasPassed);
}

/** How many of an ordered list lie before `at`, by halving. */
function countBefore<One>(list: readonly One[], timeOf: (one: One) => number, at: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && timeOf(one) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function within<One>(
  list: readonly One[],
  timeOf: (one: One) => number,
  { from, until }: { readonly from: number; readonly until: number },
): readonly One[] {
  return list.slice(countBefore(list, timeOf, from), countBefore(list, timeOf, until));
}

function share<One>(list: readonly One[], isCounted: (one: One) => boolean): number | null {
  return list.length === 0 ? null : list.filter(isCounted).length / list.length;
}

function known(values: readonly (number | null)[]): readonly number[] {
  return values.filter((one) => one !== null);
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const numbers = known(values);
  return numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0);
}

function medianKnown(values: readonly (number | null)[]): number | null {
  const sorted = known(values).toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
