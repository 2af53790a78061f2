import type { ReactNode } from "react";
import type { ChartSeries } from "@/components/charts/chart-data";
import { TimeSeriesChart } from "@/components/charts/time-series-chart";
import { Panel } from "@/components/ui/panel";
import type { BudgetPoint, ObjectiveDetail } from "@/lib/slos/contract";
import { rangeOf } from "./objective-words";
import classes from "./slos.module.css";

/** More names than this beside each other cannot be read. */
const maxMarkers = 6;

/** How the budget went, with the deployments on it. */
export function BudgetPanel({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  const { line, markers, level } = objective;
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
  return (
    <Panel>
      <TimeSeriesChart
        title="Budget over the period"
        summary={`${left ?? "An unknown part"} is left; ${deployments}.`}
        series={seriesOf(line)}
        unit="percent"
        yFrom="focused"
        markers={shown.map((marker) => ({ atMs: Date.parse(marker.at), label: marker.label }))}
        heightPx={220}
      />
      <p className={classes.rule}>
        What was left after each stretch if traffic went on as it was; the worst and the best case differ where minutes
        are unknown. The figure above compares with what happened so far, the line with the whole period.
      </p>
    </Panel>
  );
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
