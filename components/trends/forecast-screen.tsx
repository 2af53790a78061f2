"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { IntervalChart, type IntervalPoint } from "@/components/charts/interval-chart";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ForecastAnswer } from "@/lib/trends/contract";
import { fetchForecast, forecastFilterNames, trendKeys } from "@/lib/trends/queries";
import { AssumptionPanel, type KeepProps } from "./assumption-panel";
import classes from "./trends.module.css";

/** Work and failures of the weeks to come, in people, with what would be needed. */
export function ForecastScreen(props: KeepProps): ReactNode {
  const filter = useUrlFilter(forecastFilterNames);
  const query = useQuery({
    queryKey: trendKeys.forecast(filter),
    queryFn: ({ signal }) => fetchForecast(filter, signal),
    placeholderData: keepPreviousData,
  });
  const answer = query.data;
  return (
    <>
      <PageHeader title="Forecast for the release team" answer={answer ? sentenceOf(answer) : undefined} />
      <AssumptionPanel {...props} answer={answer} place={filter} />
      {query.error && !answer ? (
        <ErrorState error={query.error} doing="make the forecast" onRetry={() => void query.refetch()} />
      ) : !answer ? (
        <SkeletonRows />
      ) : answer.reason ? (
        <Panel>
          <EmptyState kind="nothing_yet" title="No forecast yet" description={answer.reason} />
        </Panel>
      ) : (
        <Forecasts answer={answer} />
      )}
    </>
  );
}

function sentenceOf({ need, weeks, assumed, reason }: ForecastAnswer): string {
  const last = weeks.at(-1);
  if (!need || !last) return reason ?? "No forecast.";
  const enough = `${number(last.people.expected)} people (80 %: ${number(last.people.low)} to ${number(last.people.high)})`;
  const base = `In ${weeks.length} weeks, work needs ${enough}`;
  if (need.missing === 0) return `${base}; the ${number(assumed.people)} there are will do.`;
  const fit = need.failuresToFit === null ? "" : `, or at most ${number(need.failuresToFit)} failures a week`;
  return `${base}; with ${number(assumed.people)}, ${need.missing} more would be needed${fit}.`;
}

function number(value: number): string {
  return String(Number(value.toFixed(value >= 10 ? 0 : 1)));
}

function Forecasts({ answer }: { readonly answer: ForecastAnswer }): ReactNode {
  const held = (share: number | null): string =>
    share === null
      ? "too few weeks to try the method on"
      : `held ${Math.round(100 * share)} % of ${answer.held.judged} past weeks`;
  return (
    <div className={classes.grid}>
      <Panel>
        <WeekChart
          answer={answer}
          measure="deployments"
          title="Deployments a week"
          held={held(answer.held.deployments)}
        />
      </Panel>
      <Panel>
        <WeekChart answer={answer} measure="failures" title="Failures a week" held={held(answer.held.failures)} />
      </Panel>
      <Panel>
        <IntervalChart
          title="People that the work needs"
          summary="Deployments and failures in hours, divided by the hours of a person; the band is the 80 % interval."
          points={answer.weeks.map(
            (week): IntervalPoint => ({
              ...named(week.start),
              value: week.people.expected,
              low: week.people.low,
              high: week.people.high,
              n: week.hours.expected,
              isPartial: true,
              gap: "none",
            }),
          )}
          format={number}
          nOf="hours"
          bandName="80 % interval"
        />
      </Panel>
    </div>
  );
}

interface WeekChartProps {
  readonly answer: ForecastAnswer;
  readonly measure: "deployments" | "failures";
  readonly title: string;
  readonly held: string;
}

function WeekChart({ answer, measure, title, held }: WeekChartProps): ReactNode {
  const past = answer.history.slice(-52).map(
    (week): IntervalPoint => ({
      ...named(week.start),
      value: week[measure],
      low: null,
      high: null,
      n: week[measure],
      isPartial: false,
      gap: "none",
    }),
  );
  const coming = answer.weeks.map(
    (week): IntervalPoint => ({
      ...named(week.start),
      value: week[measure].expected,
      low: week[measure].low,
      high: week[measure].high,
      n: 0,
      isPartial: true,
      gap: "none",
    }),
  );
  return (
    <IntervalChart
      title={title}
      summary={`${past.length} weeks on record, then ${coming.length} forecast (hollow) with the 80 % interval; the method ${held}.`}
      points={[...past, ...coming]}
      format={number}
      nOf={measure}
      bandName="80 % interval"
    />
  );
}

function named(start: string): { readonly key: string; readonly label: string } {
  const label = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" }).format(
    Date.parse(start),
  );
  return { key: start.slice(0, 10), label };
}
