import type { Instant } from "@/lib/kernel/instant";
import { minus, one, type Rational, toDecimal, toNumber } from "@/lib/kernel/rational";
import type { SloDefinition } from "../contract";
import type { BurnRule } from "./burn";
import { type AlertSettings, type AlertState, nextAlert, quiet } from "./burn-alert";
import { alertSettingsOf, readingOf, rulesOf } from "./evaluation";
import { type MinuteSums, momentAt, windowsOfSums } from "./minute-sums";
import { minuteMs } from "./minutes";

/** A time in which a rule fired, or would have. */
export interface Firing {
  readonly rule: number;
  readonly severity: BurnRule["severity"];
  readonly from: Instant;
  /** Null: it still does at the end. */
  readonly to: Instant | null;
  /** Burns of both windows when it began, as decimal text. */
  readonly longBurn: string | null;
  readonly shortBurn: string | null;
}

/** What the alerts of a definition would have said over known minutes: the same decision as each minute's, minute after minute. */
export function replayAlerts(sums: MinuteSums, definition: SloDefinition, now: Instant): Firing[] {
  const settings = alertSettingsOf(definition);
  return rulesOf(definition, now)
    .flatMap((rule, index) => replayRule(sums, rule, settings).map((firing) => ({ ...firing, rule: index })))
    .sort((left, right) => left.from - right.from);
}

function replayRule(sums: MinuteSums, rule: BurnRule, settings: AlertSettings): Omit<Firing, "rule">[] {
  const firings: Omit<Firing, "rule">[] = [];
  const windows = windowsOfSums(sums);
  const isFar = farBelow(sums, rule, settings.target);
  let state: AlertState = quiet;
  for (let end = 1; end <= sums.minutes; end += 1) {
    if (state.status === "quiet" && isFar(end)) continue;
    const decision = nextAlert(state, readingOf(windows, rule, end), rule, settings, momentAt(sums, end));
    state = decision.state;
    for (const event of decision.events) {
      const open = firings.at(-1);
      if (event === "fired")
        firings.push({
          severity: rule.severity,
          from: momentAt(sums, end),
          to: null,
          longBurn: shown(decision.longBurn),
          shortBurn: shown(decision.shortBurn),
        });
      if (event === "cleared" && open) firings[firings.length - 1] = { ...open, to: momentAt(sums, end) };
    }
  }
  return firings;
}

function shown(burn: Rational | null): string | null {
  return burn && toDecimal(burn, 2);
}

/**
 * Whether the short window burns so far below the factor that no exact look is needed: most minutes do. Near the factor, where
 * rounding could matter, this is false. Two quarters have a quarter of a million minutes: it reads three columns, and makes nothing.
 */
function farBelow(sums: MinuteSums, rule: BurnRule, target: Rational): (end: number) => boolean {
  const limit = 0.99 * toNumber(rule.factor) * toNumber(minus(one, target));
  const minutes = Math.round(rule.shortWindowMs / minuteMs);
  const { bad, total, unknown } = sums;
  return (end) => {
    const begin = Math.max(0, end - minutes);
    const over = (column: Float64Array): number => (column[end] ?? 0) - (column[begin] ?? 0);
    return 2 * over(unknown) <= minutes && over(bad) <= limit * over(total);
  };
}
