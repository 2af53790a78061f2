import type { FiguresAnswer, FigureView } from "@/lib/insights/contract";
import type { ReportContent } from "../contract";
import type { ReportWords } from "./report-text";

type Cell = string | number | null;

export interface ReportSheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const figureColumns = ["Figure", "Unit", "Value", "95 % from", "95 % to", "Counted", "Events", "Status"] as const;

export interface SheetsGiven {
  readonly words: Pick<ReportWords, "name" | "scope" | "window" | "notes">;
  readonly content: ReportContent;
  readonly figures: FiguresAnswer;
  /** Title and unit of a measure. */
  readonly kindOf: (measure: FigureView["measure"]) => { readonly title: string; readonly unit: string };
}

/**
 * The tables of a report: the figures with the period before, each part of the period, each group, and what one needs to believe them. The
 * same numbers as the text, unrounded: shares from 0 to 1, lengths in seconds.
 */
export function reportSheets({ words, content, figures, kindOf }: SheetsGiven): ReportSheet[] {
  const isWanted = ({ measure }: FigureView): boolean => content.measures.includes(measure);
  const cells = (figure: FigureView): Cell[] => {
    const { title, unit } = kindOf(figure.measure);
    const scaled = (value: number | null): number | null => (value !== null && unit === "ms" ? value / 1_000 : value);
    const number = [scaled(figure.value), scaled(figure.low), scaled(figure.high)];
    return [title, unitWords[unit] ?? unit, ...number, figure.n, figure.events, statusWords[figure.status]];
  };
  const { window, previous } = figures;
  const periods = [
    { name: "this period", from: window.from, to: window.to, figures: figures.figures },
    ...(previous ? [{ name: "before", ...previous }] : []),
  ];
  return [
    {
      name: "Figures",
      columns: ["Period", "From", "To", ...figureColumns],
      rows: periods.flatMap(({ name, from, to, figures: own }) =>
        own.filter(isWanted).map((figure) => [name, from, to, ...cells(figure)]),
      ),
    },
    {
      name: "Over time",
      columns: ["Part", "Complete", ...figureColumns],
      rows: figures.series.flatMap(({ key, isPartial, figures: own }) =>
        own.filter(isWanted).map((figure) => [key, isPartial ? "no" : "yes", ...cells(figure)]),
      ),
    },
    ...(content.by === "none"
      ? []
      : [
          {
            name: `By ${content.by}`,
            columns: ["Name", ...figureColumns],
            rows: figures.groups.flatMap(({ name, figures: own }) =>
              own.filter(isWanted).map((figure) => [name, ...cells(figure)]),
            ),
          },
        ]),
    {
      name: "About",
      columns: ["What", "Said"],
      rows: [
        ["Report", words.name],
        ["Of", words.scope],
        ["From and to", words.window],
        ...words.notes.map((note) => ["Note", note]),
      ],
    },
  ];
}

const unitWords: Readonly<Record<string, string>> = { ms: "seconds", share: "share, 0 to 1", per_day: "a day" };
const statusWords: Readonly<Record<FigureView["status"], string>> = {
  no_data: "no data",
  not_enough_data: "not enough data",
  ok: "known",
};
