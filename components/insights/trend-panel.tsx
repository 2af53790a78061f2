import type { ReactNode } from "react";
import { IntervalChart, type IntervalPoint } from "@/components/charts/interval-chart";
import { Panel } from "@/components/ui/panel";
import type { FiguresAnswer } from "@/lib/insights/contract";
import { type Measure, measureWords } from "@/lib/insights/domain/measures";
import { figureText, formatMeasure, observationsOf, seriesSentence } from "./figure-words";

export interface TrendPanelProps {
  readonly measure: Measure;
  readonly series: FiguresAnswer["series"];
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** A measure over the parts of the window, with its interval. */
export function TrendPanel({ measure, series }: TrendPanelProps): ReactNode {
  const { title, unit } = measureWords[measure];
  return (
    <Panel>
      <IntervalChart
        title={title}
        summary={seriesSentence(measure, series)}
        points={series.flatMap((point) => pointOf(measure, point))}
        format={(value) => formatMeasure(measure, value)}
        nOf={observationsOf(measure)}
        {...(unit === "share" ? { most: 1 } : {})}
        {...(unit === "ms" ? { isDuration: true } : {})}
      />
    </Panel>
  );
}

function pointOf(measure: Measure, point: FiguresAnswer["series"][number]): IntervalPoint[] {
  const figure = point.figures.find((one) => one.measure === measure);
  if (!figure) return [];
  const { value, low, high, n } = figure;
  const label = day.format(Date.parse(`${point.key}T00:00:00Z`));
  return [{ key: point.key, label, value, low, high, n, isPartial: point.isPartial, gap: figureText(figure) }];
}
