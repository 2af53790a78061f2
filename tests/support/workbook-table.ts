import { toDecimal } from "@/lib/kernel/rational";
import type { BurnRule } from "@/lib/slos/domain/burn";

/**
 * Minutes from the beginning of an outage to the alert, and from its end to the alert's end, for 99.9 % over 30 days. Worked out by
 * hand from Google, The Site Reliability Workbook, "Alerting on SLOs", apart from the product's own formulas; null: it never fires.
 */
export interface WorkbookCell {
  readonly detectMin: number;
  readonly resetMin: number;
}

export interface WorkbookRow {
  readonly errorPercent: string;
  /** By rule: 1 h at 14.4, 6 h at 6, 24 h at 3, 3 d at 1. */
  readonly cells: readonly (WorkbookCell | null)[];
}

const row = (errorPercent: string, ...pairs: (readonly [number, number] | null)[]): WorkbookRow => ({
  errorPercent,
  cells: pairs.map((pair) => pair && { detectMin: pair[0], resetMin: pair[1] }),
});

export const workbookTable: readonly WorkbookRow[] = [
  row("100", [0.864, 4.928], [2.16, 29.82], [4.32, 119.64], [4.32, 359.64]),
  row("50", [1.728, 4.856], [4.32, 29.64], [8.64, 119.28], [8.64, 359.28]),
  row("15", [5.76, 4.52], [14.4, 28.8], [28.8, 117.6], [28.8, 357.6]),
  row("5", [17.28, 3.56], [43.2, 26.4], [86.4, 112.8], [86.4, 352.8]),
  row("2", [43.2, 1.4], [108, 21], [216, 102], [216, 342]),
  row("1.44", null, [150, 17.5], [300, 95], [300, 335]),
  row("1", null, [216, 12], [432, 84], [432, 324]),
  row("0.6", null, null, [720, 60], [720, 300]),
  row("0.2", null, null, null, [2160, 180]),
  row("0.1", null, null, null, null),
];

/** What was seen of a rule, in minutes from the beginning and from the end of the outage. */
export interface SeenCell {
  readonly firedMin: readonly number[];
  readonly clearedMin: readonly number[];
}

/** The table as text, the published minutes beside the seen ones. */
export function printTable(rules: readonly BurnRule[], seen: readonly (readonly SeenCell[])[]): string {
  const head = [
    "errors",
    ...rules.map((rule) => `burn ${toDecimal(rule.factor, 1)} (${rule.longWindowMs / 60_000} min)`),
  ];
  const body = workbookTable.map(({ errorPercent, cells }, index) => [
    `${errorPercent} %`,
    ...cells.map((cell, rule) => words(cell, seen[index]?.[rule])),
  ]);
  return [head, ...body]
    .map((line) => line.map((text, column) => text.padEnd(column === 0 ? 8 : 36)).join(""))
    .join("\n");
}

function words(cell: WorkbookCell | null, seen: SeenCell | undefined): string {
  if (seen === undefined) return "not looked at";
  const { firedMin, clearedMin } = seen;
  if (cell === null) return firedMin.length === 0 ? "never, and never" : `never, but fired at ${firedMin.join(", ")}`;
  return `${cell.detectMin} → ${firedMin.join(", ")}; ${cell.resetMin} → ${clearedMin.join(", ")}`;
}
