import type { FiguresAnswer, FigureView } from "@/lib/insights/contract";
import { measureWords } from "@/lib/insights/domain/measures";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import type { Actor } from "@/lib/platform/auth/actor";
import type { Runtime } from "@/lib/platform/runtime";
import { compareFigures } from "@/lib/trends/domain/compare-figures";
import { countWords, intervalWords, valueWords } from "@/lib/trends/domain/figure-words";
import type { ReportContent } from "../contract";
import { htmlOf, type ReportChart, type ReportLine, type ReportWords, subjectOf, textOf } from "../domain/report-text";

export interface ComposedReport {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly data: {
    readonly content: ReportContent;
    readonly figures: FiguresAnswer;
    readonly words: Pick<ReportWords, "name" | "scope" | "window" | "notes">;
  };
}

/** Parts of a period that a chart can show side by side. */
const granularityOf = { "7d": "day", "30d": "week", "90d": "week", "6m": "month", "12m": "month" } as const;

/** The figures of a report as they are now, in words. The same query as the page's, so that both say the same. */
export async function composeReport(
  report: { readonly name: string; readonly content: ReportContent },
  actor: Actor,
  runtime: Runtime,
): Promise<ComposedReport> {
  const { measures, period, by, ...place } = report.content;
  const asked = { ...place, period, by, compare: "previous" as const, granularity: granularityOf[period] };
  const figures = await getFigures.run(asked, { actor }, runtime);
  const chosen = { ...figures, figures: figures.figures.filter((one) => measures.includes(one.measure)) };
  const words = wordsOf(report, chosen, runtime.config.SIGNALBOX_URL ?? null);
  return {
    subject: subjectOf(words),
    html: htmlOf(words),
    text: textOf(words),
    data: {
      content: report.content,
      figures,
      words: { name: words.name, scope: words.scope, window: words.window, notes: words.notes },
    },
  };
}

function wordsOf(
  { name, content }: { readonly name: string; readonly content: ReportContent },
  figures: FiguresAnswer,
  url: string | null,
): ReportWords {
  const { zone, rulesVersion, freshness, window } = figures;
  return {
    name,
    scope: scopeWords(content),
    window: `${window.from} to ${window.to}`,
    lines: figures.figures.map((one) => lineOf(one, figures.previous?.figures ?? [])),
    charts: figures.figures.map(({ measure }) => chartOf(measure, figures)),
    groupTitle: content.by === "none" ? null : `By ${content.by}`,
    groups: figures.groups.map((group) => ({
      name: group.name,
      values: figures.figures.map(({ measure }) => {
        const figure = group.figures.find((one) => one.measure === measure);
        return figure ? valueWords(figure, measureWords[measure].unit) : "no data";
      }),
    })),
    notes: [
      `Days are those of ${zone}. Counted by rules version ${rulesVersion}. “Before” are as many days before.`,
      ...(freshness.waitingLanes + freshness.failedLanes > 0
        ? [
            `${freshness.waitingLanes + freshness.failedLanes} places are not up to date: the figures may lack their last events.`,
          ]
        : []),
    ],
    url: url === null ? null : `${url.replace(/\/$/, "")}/insights`,
  };
}

function chartOf(measure: FigureView["measure"], { series }: FiguresAnswer): ReportChart {
  const { title, unit } = measureWords[measure];
  const parts = series.map(({ key, isPartial, figures }) => ({
    label: key,
    isPartial,
    figure: figures.find((one) => one.measure === measure),
  }));
  const most = Math.max(...parts.map(({ figure }) => figure?.value ?? 0));
  const points = parts.map(({ label, isPartial, figure }) => ({
    label,
    isPartial,
    value: figure ? valueWords(figure, unit) : "no data",
    share: figure === undefined || figure.value === null ? null : most === 0 ? 0 : figure.value / most,
  }));
  return { title, points };
}

function scopeWords({ service, team, environment }: ReportContent): string {
  const parts = [
    ...(service ? [`service ${service}`] : []),
    ...(team ? [`team ${team}`] : []),
    ...(environment ? [`environment ${environment}`] : []),
  ];
  return parts.length === 0 ? "All services in production" : parts.join(", ");
}

function lineOf(figure: FigureView, previous: readonly FigureView[]): ReportLine {
  const { title, unit } = measureWords[figure.measure];
  const before = previous.find((one) => one.measure === figure.measure);
  return {
    title,
    value: valueWords(figure, unit),
    interval: intervalWords(figure, unit),
    n: countWords(figure, unit),
    before: before ? valueWords(before, unit) : "no data",
    verdict: before ? compareFigures(before, figure, measureWords[figure.measure]).verdict : "unknown",
  };
}
