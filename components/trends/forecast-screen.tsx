"use client";

import { Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { IntervalChart, type IntervalPoint } from "@/components/charts/interval-chart";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { Measure } from "@/lib/insights/domain/measures";
import { toSearch } from "@/lib/platform/http/url-filter";
import type { ForecastAnswer } from "@/lib/trends/contract";
import { type ForecastFilter, fetchForecast, forecastFilterNames, trendKeys } from "@/lib/trends/queries";
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
      <Stack gap="md">
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
          <Forecasts answer={answer} place={filter} />
        )}
      </Stack>
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

interface ForecastsProps {
  readonly answer: ForecastAnswer;
  readonly place: ForecastFilter;
}

function Forecasts({ answer, place }: ForecastsProps): ReactNode {
  const held = (share: number | null): string =>
    share === null
      ? "too few weeks to try the method on"
      : `held ${Math.round(100 * share)} % of ${answer.held.judged} past weeks`;
  return (
    <div className={classes.grid}>
      <Origin answer={answer} place={place} />
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

/** By which rule it was made, of what, and the rows that make its history again. */
function Origin({ answer, place }: ForecastsProps): ReactNode {
  const { history, historyDays, zone, rulesVersion, wanted } = answer;
  if (!historyDays) return null;
  const { service, team, environment } = place;
  const rows = (measure: Measure, show: string) =>
    `/insights/rows${toSearch({ service, team, environment, ...historyDays, measure, show })}`;
  const sum = (of: "deployments" | "failures") => history.reduce((total, week) => total + week[of], 0);
  return (
    <Panel
      title="Where it comes from"
      description={`A damped trend of the whole weeks on record; the ${Math.round(100 * wanted)} % intervals are as wide as the same method was off in the past. A week on record without deployments counts as none.`}
    >
      <Facts
        layout="rows"
        facts={[
          { term: "Weeks", value: `${history.length}, ${historyDays.from} to ${historyDays.to}, in ${zone}` },
          { term: "Rules", value: <Link href="/insights/rules">version {rulesVersion}</Link> },
          {
            term: "Deployments",
            value: <Link href={rows("deployment_frequency", "events")}>{sum("deployments")} that count</Link>,
          },
          {
            term: "Failures",
            value: <Link href={rows("change_failure_rate", "events")}>{sum("failures")} that failed</Link>,
          },
          {
            term: "Left out",
            value: <Link href={rows("deployment_frequency", "excluded")}>what does not count, and why</Link>,
          },
        ]}
      />
    </Panel>
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
