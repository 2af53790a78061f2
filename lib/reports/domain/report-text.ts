/** One line of a report, in words already. */
export interface ReportLine {
  readonly title: string;
  readonly value: string;
  readonly interval: string;
  readonly n: string;
  readonly before: string;
  readonly verdict: "better" | "worse" | "unclear" | "unknown";
}

export interface ReportGroup {
  readonly name: string;
  readonly values: readonly string[];
}

/** One part of the period, for a chart of bars. */
export interface ReportPoint {
  readonly label: string;
  /** With its unit, or that it is not known. */
  readonly value: string;
  /** Of the largest value of the chart, 0 to 1; null when not known: no bar, not an empty one. */
  readonly share: number | null;
  /** The part is not over, or was not all on record. */
  readonly isPartial: boolean;
}

export interface ReportChart {
  readonly title: string;
  readonly points: readonly ReportPoint[];
}

export interface ReportWords {
  readonly name: string;
  readonly scope: string;
  readonly window: string;
  readonly lines: readonly ReportLine[];
  /** How each figure went over the period. */
  readonly charts: readonly ReportChart[];
  readonly groupTitle: string | null;
  readonly groups: readonly ReportGroup[];
  /** Rules, zone, what is missing: what one needs to believe the numbers. */
  readonly notes: readonly string[];
  /** Where the same figures stand, with their rows. */
  readonly url: string | null;
}

const verdictWords: Readonly<Record<ReportLine["verdict"], string>> = {
  better: "better",
  worse: "worse",
  unclear: "no clear change",
  unknown: "not known",
};

/** The report's answer in one sentence. */
export function answerOf(words: ReportWords): string {
  const named = (verdict: ReportLine["verdict"]): string[] =>
    words.lines.filter((line) => line.verdict === verdict).map((line) => line.title.toLowerCase());
  const parts = [
    ...(named("worse").length > 0 ? [`worse: ${named("worse").join(", ")}`] : []),
    ...(named("better").length > 0 ? [`better: ${named("better").join(", ")}`] : []),
  ];
  if (parts.length === 0) return "No figure changed clearly against the period before.";
  const text = parts.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Subject of the mail. */
export function subjectOf(words: ReportWords): string {
  return `${words.name}: ${answerOf(words)}`.slice(0, 200);
}

/** The report as plain text. */
export function textOf(words: ReportWords): string {
  const lines = words.lines.map(
    (line) =>
      `${line.title}: ${line.value} (${line.interval}; ${line.n}); before ${line.before}; ${verdictWords[line.verdict]}`,
  );
  const groups = words.groups.map((group) => `${group.name}: ${group.values.join(" · ")}`);
  return [
    words.name,
    `${words.scope}, ${words.window}`,
    "",
    answerOf(words),
    "",
    ...lines,
    ...words.charts.flatMap(({ title, points }) => ["", title, ...points.map(pointLine)]),
    ...(groups.length > 0 ? ["", words.groupTitle ?? "", ...groups] : []),
    "",
    ...words.notes,
    ...(words.url ? [words.url] : []),
  ].join("\n");
}

/** The report as a mail that every reader shows: a table, styles in the elements, no picture and nothing loaded. */
export function htmlOf(words: ReportWords): string {
  const cell = "padding:6px 12px 6px 0;border-bottom:1px solid #e3e6ea;text-align:left;vertical-align:top";
  const row = (cells: readonly string[], tag: "td" | "th"): string =>
    `<tr>${cells.map((one) => `<${tag} style="${cell}">${escaped(one)}</${tag}>`).join("")}</tr>`;
  const head = ["Figure", "Now", "95 % interval", "Counted", "Before", "Change"];
  const body = words.lines.map((line) =>
    row([line.title, line.value, line.interval, line.n, line.before, verdictWords[line.verdict]], "td"),
  );
  const groups =
    words.groups.length === 0
      ? ""
      : `<h2 style="font-size:15px;margin:24px 0 8px">${escaped(words.groupTitle ?? "")}</h2><table style="border-collapse:collapse">${row(["", ...words.lines.map((line) => line.title)], "th")}${words.groups.map((group) => row([group.name, ...group.values], "td")).join("")}</table>`;
  const link = words.url ? `<p><a href="${escaped(words.url)}">Open the figures and their rows</a></p>` : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(words.name)}</title></head><body style="font-family:system-ui,-apple-system,Segoe UI,sans-serif;font-size:14px;line-height:1.5;color:#1c2430;background:#ffffff;margin:24px"><h1 style="font-size:20px;margin:0">${escaped(words.name)}</h1><p style="margin:4px 0 16px;color:#566070">${escaped(`${words.scope}, ${words.window}`)}</p><p style="font-size:16px">${escaped(answerOf(words))}</p><table style="border-collapse:collapse">${row(head, "th")}${body.join("")}</table>${words.charts.map(chartHtml).join("")}${groups}${link}${words.notes.map((note) => `<p style="color:#566070;margin:8px 0">${escaped(note)}</p>`).join("")}</body></html>`;
}

/** Longest bar in text, in signs; in a mail, in pixels. */
const longestText = 20;
const longestPx = 240;

function pointLine({ label, value, share, isPartial }: ReportPoint): string {
  const bar = share === null ? "" : ` ${"▇".repeat(Math.round(share * longestText))}`;
  return `${label}: ${value}${isPartial ? " (not all of it)" : ""}${bar}`;
}

/** Bars are cells with a colour: every reader shows them, and the numbers stand beside them. */
function chartHtml({ title, points }: ReportChart): string {
  const rows = points.map(({ label, value, share, isPartial }) => {
    const width = share === null ? 0 : Math.round(share * longestPx);
    const bar = `<div style="height:10px;width:${width}px;background:${isPartial ? "#a9bdd6" : "#3a6ea5"}"></div>`;
    const said = escaped(isPartial ? `${value} (not all of it)` : value);
    return `<tr><th scope="row" style="font-weight:normal;text-align:left;padding:2px 12px 2px 0">${escaped(label)}</th><td style="padding:2px 12px 2px 0">${bar}</td><td style="padding:2px 0">${said}</td></tr>`;
  });
  return `<h2 style="font-size:15px;margin:24px 0 8px">${escaped(title)}</h2><table style="border-collapse:collapse">${rows.join("")}</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
