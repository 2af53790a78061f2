import { setImmediate as nextTurn } from "node:timers/promises";
import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import { minus, one, type Rational, rational, times, toDecimal, toNumber } from "@/lib/kernel/rational";
import { forecastLimits } from "@/lib/kernel/statistics/forecast";
import { neighbourPeriod, type Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import {
  CompareTargetsInput,
  type CountedDefinition,
  type SloDefinition,
  type TargetComparison,
  type TargetOutlook,
} from "../contract";
import { type MinuteSeries, methodOf, minutesBetween, shareOf } from "../domain/evaluation";
import { type Level, levelOf } from "../domain/level";
import { type MinuteSums, sumsOfSeries } from "../domain/minute-sums";
import { hourMs } from "../domain/minutes";
import { budgetUsedPercent, type Outlook, outlookOf } from "../domain/outlook";
import { replayAlerts } from "../domain/replay";
import { isCounted } from "../domain/sli-kind";
import { listLaunches, listPlannedLaunches, type PlannedLaunch } from "../launch-read-model";
import { showLevel } from "../level-read-model";
import { loadSeries } from "../minute-read-model";
import { findMeasured } from "../objective-read-model";
import { checkDefinition } from "./check-definition";
import { unknownPlace } from "./unknown-place";

/** The longest window of a rule: what fired on the first day looked back this far. */
const lookBackMs = 3 * 24 * hourMs;

/**
 * What several targets of one definition would have meant over the last two whole quarters (level, budget used, pages and tickets of each),
 * and how much of their budgets the next 13 weeks are expected to use, as weeks went on before and with the releases that are planned.
 * Changes nothing but the audit log. Throws `invalid_input` for places that are not there, and for what is not counted by the minute.
 */
export const compareTargets = defineUseCase({
  name: "objective.compare",
  permission: "slo:read",
  input: CompareTargetsInput,
  subject: (input) => ({ kind: "objective", id: null, name: `${input.service ?? "?"} in ${input.environment ?? "?"}` }),
  async handle({ input, tx, now, record }): Promise<TargetComparison> {
    const { service, environment, definition, targets } = input;
    if (!isCounted(definition))
      throw invalidField(
        "definition.sli",
        "Only what is counted by the minute can be weighed against other targets.",
        "Choose requests that are answered without failure, or in time.",
      );
    checkDefinition(definition, now);
    const serviceId = (await serviceIdsBySlug(tx, [service])).get(service);
    const environmentId = (await environmentIdsBySlug(tx, [environment])).get(environment);
    if (!serviceId) throw unknownPlace("service", service);
    if (!environmentId) throw unknownPlace("environment", environment);
    await record({
      subject: { kind: "objective", id: null, name: `${service} in ${environment}` },
      detail: { definition, targets },
    });
    const quarters = lastQuarters(definition, now);
    const place = await findMeasured(tx, { serviceId, environmentId }, definition.sli);
    const from = instant((quarters[0]?.from ?? now) - lookBackMs);
    const series = place
      ? await loadSeries(prismaExecutor(tx), { targetId: place.targetId, sli: definition.sli, from, now })
      : { from, slices: [], knownSince: null };
    const past = pastOf(series, definition, quarters);
    const distinct = [...new Set(targets)];
    const ahead =
      series.knownSince === null
        ? null
        : await lookAhead(tx, { serviceId, environmentId }, { definition, series, now });
    const weighed: TargetComparison["targets"][number][] = [];
    for (const targetPercent of distinct) {
      const aheadUsedPercent = ahead && budgetUsedPercent(ahead.outlook, toNumber(shareOf(targetPercent)));
      weighed.push({ aheadUsedPercent, ...weigh({ ...definition, targetPercent }, past, now) });
      // A million looks at rules: others are answered in between.
      await nextTurn();
    }
    return {
      knownSince: series.knownSince === null ? null : iso(series.knownSince),
      outlook: ahead && outlookShown(ahead, definition),
      targets: weighed,
    };
  },
});

interface Ahead {
  readonly outlook: Outlook;
  readonly planned: readonly PlannedLaunch[];
}

/** What is expected of the next weeks, with the releases that are planned in them; null when too little is known. */
async function lookAhead(
  tx: Tx,
  place: { readonly serviceId: string; readonly environmentId: string },
  known: { readonly definition: CountedDefinition; readonly series: MinuteSeries; readonly now: Instant },
): Promise<Ahead | null> {
  const { definition, series, now } = known;
  const db = prismaExecutor(tx);
  const to = plusMs(now, forecastLimits.ahead * 7 * 24 * hourMs);
  const launches = await listLaunches(db, place, { from: series.from, to: now });
  const planned = await listPlannedLaunches(db, place, { from: now, to });
  const method = methodOf(definition.method);
  const outlook = outlookOf({ series, method, launches, planned: planned.length, now });
  return outlook && { outlook, planned };
}

function outlookShown({ outlook, planned }: Ahead, { method }: CountedDefinition): TargetOutlook {
  const { period, weeks, total, trend, added, bad, coverage, usual, cost } = outlook;
  return {
    ...{ from: iso(period.from), to: iso(period.to), weeks, total, trend, added, bad, coverage },
    unit: method.kind === "occurrences" ? "events" : "minutes",
    launches: { planned: planned.map(({ id, name, at }) => ({ id, name, at: iso(at) })), usual, cost },
  };
}

/** The two quarters before the present one, in the objective's own zone where it has one. */
function lastQuarters({ period }: SloDefinition, now: Instant): Period[] {
  const { timeZone, fiscalYearStartMonth = 1 } = period.kind === "calendar" ? period : { timeZone: "UTC" };
  const rule = { timeZone, fiscalYearStartMonth };
  return [-2, -1].map((steps) => neighbourPeriod(now, "quarter", steps, rule));
}

/** What the minutes say whatever is promised of them: two quarters have a quarter of a million, which are gone through once. */
interface Past {
  /** Null: nothing is known. */
  readonly sums: MinuteSums | null;
  readonly quarters: readonly { readonly period: Period; readonly level: Level }[];
}

function pastOf(series: MinuteSeries, { method }: CountedDefinition, quarters: readonly Period[]): Past {
  return {
    sums: series.knownSince === null ? null : sumsOfSeries(series),
    quarters: quarters.map((period) => ({
      period,
      level: levelOf(minutesBetween(series, period.from, period.to).slices, methodOf(method)),
    })),
  };
}

function weigh(
  definition: CountedDefinition,
  { sums, quarters }: Past,
  now: Instant,
): Omit<TargetComparison["targets"][number], "aheadUsedPercent"> {
  const target = shareOf(definition.targetPercent);
  const firings = sums === null ? [] : replayAlerts(sums, definition, now);
  return {
    targetPercent: definition.targetPercent,
    obstacle: obstacleOf(definition, now),
    quarters: quarters.map(({ period, level }) => {
      const { view, left } = showLevel(level, { target, period, watermark: null });
      const fired = firings.filter((firing) => firing.from >= period.from && firing.from < period.to);
      const pages = fired.filter(({ severity }) => severity === "page").length;
      return {
        from: iso(period.from),
        to: iso(period.to),
        level: view,
        budgetUsedBestPercent: left && usedPercent(left.best),
        budgetUsedWorstPercent: left && usedPercent(left.worst),
        pages,
        tickets: fired.length - pages,
      };
    }),
  };
}

function usedPercent(left: Rational): string {
  return toDecimal(times(minus(one, left), rational(100n)), 1);
}

function obstacleOf(definition: SloDefinition, now: Instant): string | null {
  try {
    checkDefinition(definition, now);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.reasons.map(({ message }) => message).join(" ");
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
