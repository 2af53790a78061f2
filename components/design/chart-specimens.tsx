"use client";

import { type ReactNode, useMemo } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { TimeSeriesChart } from "@/components/charts/time-series-chart";
import { Panel } from "@/components/ui/panel";
import classes from "./design-gallery.module.css";
import { specimenSeries } from "./specimen";

export function ChartSpecimens({ nowMs }: { readonly nowMs: number }): ReactNode {
  const errors = useMemo(
    () => [
      specimenSeries(nowMs, {
        id: "canary",
        label: "4.12.0",
        base: 0.4,
        noise: 0.25,
        seed: 7,
        start: 24,
        rise: { from: 58, by: 1.5 },
      }),
      specimenSeries(nowMs, { id: "baseline", label: "4.11.3", base: 0.38, noise: 0.16, seed: 11, role: "baseline" }),
    ],
    [nowMs],
  );
  const latency = useMemo(
    () => [
      specimenSeries(nowMs, { id: "canary", label: "4.12.0", base: 512, noise: 40, seed: 3, start: 24, gap: [46, 52] }),
      specimenSeries(nowMs, { id: "baseline", label: "4.11.3", base: 486, noise: 24, seed: 5, role: "baseline" }),
    ],
    [nowMs],
  );
  const five = useMemo(
    () =>
      ["edge-1", "edge-2", "edge-3", "edge-4", "edge-5"].map((label, index) =>
        specimenSeries(nowMs, { id: label, label, base: 60 + index * 34, noise: 9, seed: index + 40 }),
      ),
    [nowMs],
  );
  const markers = [
    { atMs: nowMs - 14 * 60_000, label: "5 %" },
    { atMs: nowMs - 5.4 * 60_000, label: "25 %" },
  ];
  return (
    <>
      <div className={classes.columns}>
        <Panel>
          <TimeSeriesChart
            title="Errors"
            summary="The canary fails 1.9 % of requests, the baseline 0.4 %; the limit is 1.4 %."
            series={errors}
            unit="percent"
            threshold={{ value: 1.4, label: "limit 1.4 %" }}
            markers={markers}
            stepMs={15_000}
          />
        </Panel>
        <Panel>
          <TimeSeriesChart
            title="p95 latency"
            summary="The canary is 26 ms slower than the baseline; 105 s were not measured."
            series={latency}
            unit="ms"
            yFrom="focused"
            markers={markers}
            stepMs={15_000}
          />
        </Panel>
      </div>
      <div className={classes.columns}>
        <Panel>
          <TimeSeriesChart
            title="Requests by target"
            summary="Five targets take between 60 and 196 requests per second."
            series={five}
            unit="per_second"
            stepMs={15_000}
          />
        </Panel>
        <Panel>
          <TimeSeriesChart title="Queue depth" summary="Nothing was measured." series={[]} unit="count" />
        </Panel>
      </div>
      <Panel title="Sparklines">
        <div className={classes.row}>
          <Sparkline values={[1, 2, 1.5, 3, 2.4, 4, 3.2, 5]} label="Specimen: rises from 1 to 5" />
          <Sparkline values={[1, 2, 1.5, null, null, 4, 3.2, 5]} label="Specimen with a gap" />
          <Sparkline values={[3, 2.6, 2.8, 2.7, 3, 2.9, 3.1]} label="Specimen baseline" />
        </div>
      </Panel>
    </>
  );
}
