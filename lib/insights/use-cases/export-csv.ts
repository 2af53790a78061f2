import { csvFile, type ExportedFile } from "@/lib/platform/export/exported-file";
import { defineQuery } from "@/lib/platform/use-case";
import { ExportRowsInput, type FiguresAnswer, FiguresInput, type FigureView } from "../contract";
import { figureRows } from "../domain/figure-rows";
import { measureWords } from "../domain/measures";
import { getFigures } from "./read-figures";
import { rowView } from "./read-rows";
import { selectRecords } from "./select-records";

const figureColumns = [
  "scope",
  "key",
  "name",
  "from",
  "to",
  "partial",
  "measure",
  "unit",
  "status",
  "value",
  "p90",
  "low_95",
  "high_95",
  "n",
  "events",
  "excluded",
  "rules_version",
  "zone",
  "as_of",
] as const;

const fileOfFigures = { kind: "list", id: "delivery-figures", name: "delivery-figures" };
const fileOfRows = { kind: "list", id: "figure-rows", name: "figure-rows" };

/** The same figures as a table: one line for each measure of the window, of each of its parts and of each group. */
export const exportFigures = defineQuery({
  name: "insight.export_figures",
  permission: "insights:read",
  input: FiguresInput,
  async handle({ input, runtime, actor, now, record }): Promise<ExportedFile> {
    const lines = figureLines(await getFigures.run(input, { actor }, runtime));
    await record({ subject: fileOfFigures, detail: { format: "csv", filter: input, rows: lines.length } });
    return csvFile("delivery-figures", now, figureColumns, lines);
  },
});

/** One line of the table for each figure of an answer. */
export function figureLines(answer: FiguresAnswer): (string | number | boolean | null)[][] {
  const { window, rulesVersion, zone, asOf } = answer;
  const line = (head: readonly (string | boolean)[], figure: FigureView) => [
    ...head,
    figure.measure,
    measureWords[figure.measure].unit,
    figure.status,
    figure.value,
    figure.p90,
    figure.low,
    figure.high,
    figure.n,
    figure.events,
    Object.entries(figure.excluded)
      .map(([reason, count]) => `${reason}=${count}`)
      .join(" "),
    rulesVersion,
    zone,
    asOf,
  ];
  const whole = ["window", "", "", window.start, window.end, window.isPartial];
  return [
    ...answer.figures.map((figure) => line(whole, figure)),
    ...answer.series.flatMap((point) =>
      point.figures.map((figure) => line(["part", point.key, "", point.start, point.end, point.isPartial], figure)),
    ),
    ...answer.groups.flatMap((group) =>
      group.figures.map((figure) =>
        line(["group", group.key, group.name, window.start, window.end, window.isPartial], figure),
      ),
    ),
  ];
}

const rowColumns = [
  "deployment",
  "change",
  "service",
  "environment",
  "version",
  "previous_version",
  "kind",
  "outcome",
  "at",
  "value",
  "excluded_because",
  "failure_signals",
] as const;

/** Most lines of an export of rows. */
export const maxExportedRows = 200_000;

/** Every row behind a figure as a table. */
export const exportRows = defineQuery({
  name: "insight.export_rows",
  permission: "insights:read",
  input: ExportRowsInput,
  async handle({ input, db, now, record }): Promise<ExportedFile> {
    const selected = await selectRecords(db, input, now);
    const { rules, period, places } = selected;
    const page = { from: 0, limit: maxExportedRows };
    const question = { rules: rules.rules, window: period.window, choice: input.show, ...page };
    const { rows } = figureRows(input.measure, selected.parts, question);
    const lines = rows.map((row) => {
      const view = rowView(row, places);
      return [
        view.deploymentId,
        view.change?.id ?? null,
        view.service.slug,
        view.environment.slug,
        view.version,
        view.previousVersion,
        view.kind,
        view.outcome,
        view.at,
        view.value,
        view.excludedBecause,
        view.signals.map((signal) => `${signal.kind}:${signal.id}`).join(" "),
      ];
    });
    await record({ subject: fileOfRows, detail: { format: "csv", filter: input, rows: lines.length } });
    return csvFile("figure-rows", now, rowColumns, lines);
  },
});
