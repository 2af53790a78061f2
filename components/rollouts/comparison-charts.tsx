"use client";

import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { formatValue } from "@/components/charts/chart-data";
import type { ChartMarker } from "@/components/charts/time-series";
import { TimeSeriesChart } from "@/components/charts/time-series-chart";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { formatDuration } from "@/components/feedback/time-format";
import { Panel } from "@/components/ui/panel";
import type { RolloutDetail, SampleView } from "@/lib/rollouts/api-contract";
import type { Triggers } from "@/lib/rollouts/contract";
import { triggersOfStep } from "@/lib/rollouts/domain/plan";
import { fetchSamples, rolloutKeys } from "@/lib/rollouts/queries";
import classes from "./comparison-charts.module.css";
import { sourceName } from "./evidence-tile";
import { isEnded } from "./phase";
import {
  errorLimitOf,
  latencyLimitOf,
  latencySourceOf,
  markersOf,
  type RolloutSeries,
  seriesOf,
  sourcesOf,
} from "./sample-series";

const pollMs = 5_000;

/** Canary against baseline at the same time: share, errors, latency, with what the triggers tolerate drawn in. */
export function ComparisonCharts({ rollout }: { readonly rollout: RolloutDetail }): ReactNode {
  const samples = useQuery({
    queryKey: rolloutKeys.samples(rollout.id),
    queryFn: ({ signal }) => fetchSamples(rollout.id, signal),
    refetchInterval: isEnded(rollout.phase) ? false : pollMs,
  });
  if (samples.error && !samples.data) {
    return (
      <Panel title="Canary against baseline">
        <ErrorState error={samples.error} doing="load the counts" onRetry={() => void samples.refetch()} />
      </Panel>
    );
  }
  if (!samples.data) return <Panel title="Canary against baseline">{<SkeletonPanel heightPx={200} />}</Panel>;
  if (samples.data.length < 2) return <NoSamples rollout={rollout} />;
  return <LoadedCharts rollout={rollout} samples={samples.data} />;
}

function NoSamples({ rollout }: { readonly rollout: RolloutDetail }): ReactNode {
  const description = isEnded(rollout.phase)
    ? "It ended before the new version had users, so nothing was counted."
    : "Counts appear a few seconds after the first step is set.";
  return (
    <Panel title="Canary against baseline">
      <EmptyState kind="nothing_yet" title="No counts yet" description={description} />
    </Panel>
  );
}

interface LoadedChartsProps {
  readonly rollout: RolloutDetail;
  readonly samples: readonly SampleView[];
}

function LoadedCharts({ rollout, samples }: LoadedChartsProps): ReactNode {
  const sources = useMemo(() => sourcesOf(samples), [samples]);
  const [chosen, setChosen] = useState<string | null>(null);
  const source = chosen !== null && sources.includes(chosen) ? chosen : (sources[0] ?? "");
  const own = useMemo(() => samples.filter((sample) => sample.source === source), [samples, source]);
  const series = useMemo(() => seriesOf(own), [own]);
  const timed = useMemo(() => latencySourceOf(samples, source), [samples, source]);
  const markers = useMemo(() => markersOf(rollout, spanOf(own)), [rollout, own]);
  return (
    <Panel
      title="Canary against baseline"
      description={`${formatDuration(series.intervalMs)} a point, counted by ${sourceName(source).toLowerCase()}`}
      actions={
        sources.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label="Source of the counts"
            value={source}
            onChange={setChosen}
            data={sources.map((value) => ({ value, label: sourceName(value) }))}
          />
        ) : undefined
      }
    >
      <div className={classes.charts}>
        <ErrorChart rollout={rollout} samples={own} series={series} markers={markers} />
        <LatencyChart rollout={rollout} samples={samples} source={timed} markers={markers} />
        <ShareChart rollout={rollout} series={series} markers={markers} />
      </div>
    </Panel>
  );
}

function spanOf(samples: readonly SampleView[]): number {
  return Date.parse(samples.at(-1)?.at ?? "") - Date.parse(samples[0]?.at ?? "");
}

interface ChartProps {
  readonly rollout: RolloutDetail;
  readonly series: RolloutSeries;
  readonly markers: readonly ChartMarker[];
}

function triggersNow(rollout: RolloutDetail): Triggers {
  const index = rollout.stepIndex ?? rollout.rollback?.stepIndex ?? 0;
  return triggersOfStep(rollout.plan, Math.min(index, rollout.plan.steps.length - 1));
}

function ErrorChart({ rollout, samples, series, markers }: ChartProps & LoadedChartsProps): ReactNode {
  const { errorRate } = triggersNow(rollout);
  const limit = errorRate.enabled ? errorLimitOf(samples, errorRate.maxIncreasePp) : null;
  const last = samples.at(-1);
  const share = (counts: SampleView["canary"]): string =>
    `${counts.errors} of ${formatValue(counts.requests, "count")}`;
  return (
    <TimeSeriesChart
      title="Error rate"
      summary={last ? `Canary failed ${share(last.canary)}, baseline ${share(last.baseline)} requests.` : ""}
      unit="percent"
      series={[
        { id: "canary", label: rollout.canaryVersion, points: series.errorPercent.canary },
        { id: "baseline", label: rollout.stableVersion, points: series.errorPercent.baseline, role: "baseline" },
      ]}
      markers={markers}
      {...(limit === null
        ? {}
        : { threshold: { value: limit, label: `baseline + ${formatValue(errorRate.maxIncreasePp, "points")}` } })}
    />
  );
}

type LatencyChartProps = Omit<ChartProps, "series"> & LoadedChartsProps & { readonly source: string };

/** From the source that measures latency: a proxy that only counts says nothing about it. */
function LatencyChart({ rollout, samples, source, markers }: LatencyChartProps): ReactNode {
  const { latency } = triggersNow(rollout);
  const own = useMemo(() => samples.filter((sample) => sample.source === source), [samples, source]);
  const series = useMemo(() => seriesOf(own), [own]);
  const limit = latency.enabled ? latencyLimitOf(own, latency.maxIncreaseMs) : null;
  const last = own.at(-1);
  const by = sourceName(source).toLowerCase();
  return (
    <TimeSeriesChart
      title="p95 latency"
      summary={
        last
          ? `So far: canary ${formatValue(last.canary.p95Ms, "ms")}, baseline ${formatValue(last.baseline.p95Ms, "ms")}, by ${by}.`
          : ""
      }
      unit="ms"
      series={[
        { id: "canary", label: rollout.canaryVersion, points: series.p95Ms.canary },
        { id: "baseline", label: rollout.stableVersion, points: series.p95Ms.baseline, role: "baseline" },
      ]}
      markers={markers}
      {...(limit === null
        ? {}
        : { threshold: { value: limit, label: `baseline + ${formatValue(latency.maxIncreaseMs, "ms")}` } })}
    />
  );
}

function ShareChart({ rollout, series, markers }: ChartProps): ReactNode {
  const observed = formatValue(rollout.observedSharePercent, "percent");
  return (
    <TimeSeriesChart
      title={`Traffic of ${rollout.canaryVersion}`}
      summary={`Set ${formatValue(rollout.desiredSharePercent, "percent")}, the data plane shows ${observed}.`}
      unit="percent"
      series={[
        { id: "observed", label: "Observed", points: series.share.observed },
        { id: "set", label: "Set", points: series.share.set, role: "baseline" },
      ]}
      markers={markers}
    />
  );
}
