import { text as textOf } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { fromBufferPromise } from "yauzl";
import type { FiguresAnswer, FigureView } from "@/lib/insights/contract";
import { measureWords } from "@/lib/insights/domain/measures";
import { spreadsheetOf } from "@/lib/platform/spreadsheet";
import { reportSheets } from "@/lib/reports/domain/report-sheets";

const figure = (measure: FigureView["measure"], value: number | null): FigureView => ({
  ...{ measure, status: value === null ? "not_enough_data" : "ok", value, p90: null, low: null, high: null },
  ...{ n: 12, events: null, excluded: {} },
});
const window = { from: "2026-11-01", to: "2026-11-28" };
const figures = {
  window,
  previous: { from: "2026-10-04", to: "2026-10-31", figures: [figure("lead_time", 3_600_000)] },
  figures: [figure("lead_time", 7_200_500), figure("change_failure_rate", 0.5)],
  series: [{ key: "2026-W48", isPartial: true, figures: [figure("lead_time", null)] }],
  groups: [{ key: "t", name: "=SUM(A1)", figures: [figure("lead_time", 1_000)] }],
} as unknown as FiguresAnswer;
const sheets = reportSheets({
  words: { name: "Weekly", scope: "All services", window: "then", notes: ["Days are those of UTC."] },
  content: { measures: ["lead_time"], period: "30d", by: "team" },
  figures,
  kindOf: (measure) => measureWords[measure],
});

describe("the spreadsheet of a report", () => {
  test("has the wanted figures, whole, with what is not known as an empty cell", () => {
    expect(sheets.map(({ name }) => name)).toEqual(["Figures", "Over time", "By team", "About"]);
    expect(sheets[0]?.rows).toEqual([
      [
        "this period",
        ...Object.values(window),
        "Lead time for changes",
        "seconds",
        7_200.5,
        null,
        null,
        12,
        null,
        "known",
      ],
      ["before", "2026-10-04", "2026-10-31", "Lead time for changes", "seconds", 3_600, null, null, 12, null, "known"],
    ]);
    expect(sheets[1]?.rows[0]?.slice(0, 5)).toEqual(["2026-W48", "no", "Lead time for changes", "seconds", null]);
    for (const { columns, rows } of sheets) for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  test("is a workbook whose texts are no formulas and whose numbers are numbers", async () => {
    const zip = await fromBufferPromise(Buffer.from(await spreadsheetOf(sheets)), { lazyEntries: true });
    const names: string[] = [];
    let text = "";
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      if (entry.fileName.endsWith(".xml")) text += await textOf(await zip.openReadStreamPromise(entry));
    }
    expect(names).toContain("[Content_Types].xml");
    expect(text).toContain("<v>7200.5</v>");
    expect(text).toContain("=SUM(A1)");
    expect(text).not.toContain("<f>");
  });
});
