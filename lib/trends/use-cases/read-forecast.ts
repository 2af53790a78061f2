import type { FiguresAnswer } from "@/lib/insights/contract";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { instant } from "@/lib/kernel/instant";
import { type Forecast, forecastLimits, forecastWeeks } from "@/lib/kernel/statistics/forecast";
import { dayOf, neighbourPeriod } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { findAssumptions } from "../assumption-read-model";
import { type ForecastAnswer, ForecastInput } from "../contract";
import { assumptionsOf } from "../domain/assumptions";
import { type CapacityWeek, capacityOf, needOf } from "../domain/capacity";

/** Work and failures of the weeks to come, what they cost in hours and people, and what would be needed. */
export const getForecast = defineQuery({
  name: "trend.forecast",
  permission: "insights:read",
  input: ForecastInput,
  async handle({ input, actor, db, runtime }): Promise<ForecastAnswer> {
    const { service, team, environment, ...said } = input;
    const scopes = [...(service ? [`service:${service}`] : []), ...(team ? [`team:${team}`] : []), "all"];
    const kept = await findAssumptions(prismaExecutor(db), scopes);
    const { people, ...effort } = assumptionsOf(said, kept?.content ?? null);
    const asked = { service, team, environment, period: "24m" as const, granularity: "week" as const };
    const figures = await getFigures.run(asked, { actor }, runtime);
    const history = weeksOf(figures);
    const deployments = forecastWeeks(history.map((week) => week.deployments));
    const failures = forecastWeeks(history.map((week) => week.failures));
    const weeks = deployments && failures ? capacityOf(deployments, failures, effort) : [];
    return {
      zone: figures.zone,
      rulesVersion: figures.rulesVersion,
      wanted: forecastLimits.wanted,
      reason: weeks.length > 0 ? null : tooFew(history.length),
      historyDays: daysOf(history, figures.zone),
      history,
      weeks: datedWeeks(weeks, history.at(-1)?.start, figures.zone),
      held: heldOf(deployments, failures),
      need: needOf(weeks, effort, people),
      assumed: { ...effort, people },
      kept,
    };
  },
});

/** Whole weeks on record, oldest first. A week on record without deployments is a true zero. */
function weeksOf(answer: FiguresAnswer): ForecastAnswer["history"] {
  const from = answer.onRecordFrom === null ? Number.POSITIVE_INFINITY : Date.parse(answer.onRecordFrom);
  return answer.series
    .filter((week) => !week.isPartial && Date.parse(week.start) >= from)
    .map((week) => {
      const events = (measure: string): number => week.figures.find((one) => one.measure === measure)?.events ?? 0;
      return {
        start: week.start,
        deployments: events("deployment_frequency"),
        failures: events("change_failure_rate"),
      };
    });
}

/** The days of the first and the last of these weeks, which rows can be asked for. */
function daysOf(history: ForecastAnswer["history"], zone: string): ForecastAnswer["historyDays"] {
  const [first, last] = [history.at(0), history.at(-1)];
  if (!first || !last) return null;
  const next = neighbourPeriod(instant(Date.parse(last.start)), "week", 1, { timeZone: zone }).from;
  return { from: dayOf(instant(Date.parse(first.start)), zone), to: dayOf(instant(next - 1), zone) };
}

function tooFew(weeks: number): string {
  return `Not enough data: ${weeks} whole weeks are on record, a trend needs ${forecastLimits.weeks}.`;
}

function datedWeeks(
  weeks: readonly CapacityWeek[],
  last: string | undefined,
  timeZone: string,
): ForecastAnswer["weeks"] {
  if (last === undefined) return [];
  return weeks.map(({ ahead, deployments, failures, hours, people }) => ({
    start: new Date(neighbourPeriod(instant(Date.parse(last)), "week", ahead, { timeZone }).from).toISOString(),
    deployments: reach(deployments),
    failures: reach(failures),
    hours,
    people,
  }));
}

function reach({ expected, low, high }: { expected: number; low: number; high: number }) {
  return { expected, low, high };
}

function heldOf(deployments: Forecast | null, failures: Forecast | null): ForecastAnswer["held"] {
  return {
    deployments: deployments?.coverage ?? null,
    failures: failures?.coverage ?? null,
    judged: deployments?.judged ?? 0,
  };
}
