import type { ReactNode } from "react";
import type { ChartSeries } from "@/components/charts/chart-data";
import { TimeSeriesChart } from "@/components/charts/time-series-chart";
import { Panel } from "@/components/ui/panel";
import type { BudgetPoint, ObjectiveDetail } from "@/lib/slos/contract";
import { rangeOf } from "./objective-words";
import classes from "./slos.module.css";

/** More names than this beside each other cannot be read. */
const maxMarkers = 6;
const maxAlerts = 4;

/** How the budget went, with the deployments and the alerts that fired on it. */
export function BudgetPanel({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  const { line, markers, level, events } = objective;
  if (line.length < 2) {
    return (
      <Panel title="Budget over the period">
        <span className={classes.muted}>A line needs two minutes that are known.</span>
      </Panel>
    );
  }
  const left = rangeOf(level.budgetLeftWorstPercent, level.budgetLeftBestPercent);
  const shown = markers.slice(-maxMarkers);
  const hidden = markers.length - shown.length;
  const deployments = `${markers.length} deployments in it${hidden > 0 ? `, the last ${maxMarkers} are marked` : ""}`;
  const fired = events.filter(({ what, at }) => what === "fired" && at >= (line[0]?.at ?? at));
  const marks = [
    ...shown.map((marker) => ({ atMs: Date.parse(marker.at), label: marker.label })),
    ...fired.slice(0, maxAlerts).map(({ at, severity }) => ({ atMs: Date.parse(at), label: alertMark(severity) })),
  ].sort((left, right) => left.atMs - right.atMs);
  return (
    <Panel>
      <TimeSeriesChart
        title="Budget over the period"
        summary={`${left ?? "An unknown part"} is left; ${deployments}, ${alertsIn(fired.length)}.`}
        series={seriesOf(line)}
        unit="percent"
        yFrom="focused"
        markers={marks}
        heightPx={220}
      />
      <p className={classes.rule}>
        What was left after each stretch if traffic went on as it was; the worst and the best case differ where minutes
        are unknown. The figure above compares with what happened so far, the line with the whole period.
      </p>
    </Panel>
  );
}

function alertMark(severity: string): string {
  return severity === "page" ? "Page" : "Ticket";
}

/** Of the newest events that the page has. */
function alertsIn(count: number): string {
  if (count === 0) return "no alert fired";
  const many = count === 1 ? "1 alert fired" : `${count} alerts fired`;
  return count > maxAlerts ? `${many}, the last ${maxAlerts} are marked` : many;
}

function seriesOf(line: readonly BudgetPoint[]): readonly ChartSeries[] {
  const of = (id: "worst" | "best", label: string, role: "main" | "baseline"): ChartSeries => ({
    id,
    label,
    role,
    points: line.map((point) => {
      const share = point[id];
      return { atMs: Date.parse(point.at), value: share === null ? null : 100 * share };
    }),
  });
  const differs = line.some((point) => point.worst !== point.best);
  return differs ? [of("worst", "At worst", "main"), of("best", "At best", "baseline")] : [of("worst", "Left", "main")];
}
