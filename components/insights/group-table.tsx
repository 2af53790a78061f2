import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { EmptyState } from "@/components/feedback/empty-state";
import { Panel } from "@/components/ui/panel";
import type { FiguresAnswer } from "@/lib/insights/contract";
import { type Measure, measureWords } from "@/lib/insights/domain/measures";
import type { FigureFilter } from "@/lib/insights/queries";
import { figureText, sampleText } from "./figure-words";
import { groupHref } from "./insight-hrefs";
import classes from "./insights.module.css";

type Group = FiguresAnswer["groups"][number];

export interface GroupTableProps {
  readonly answer: FiguresAnswer;
  readonly measures: readonly Measure[];
  readonly filter: FigureFilter;
}

const shownMeasures = 6;
const titles: Readonly<Record<string, string>> = {
  service: "By service",
  team: "By team",
  tier: "By tier",
  environment: "By environment",
};

/** The same figures for each group, side by side; a line narrows the page to its group. */
export function GroupTable({ answer, measures, filter }: GroupTableProps): ReactNode {
  const state = useTableState();
  const by = filter.by ?? "service";
  const columns: readonly DataTableColumn<Group>[] = [
    { id: "name", header: titles[by]?.replace("By ", "") ?? "Group", cell: (row) => row.name },
    ...measures.slice(0, shownMeasures).map(
      (measure, index): DataTableColumn<Group> => ({
        id: measure,
        header: measureWords[measure].title,
        align: "end",
        isWideOnly: index > 2,
        cell: (row) => <Cell group={row} measure={measure} />,
      }),
    ),
  ];
  return (
    <Panel title={titles[by] ?? "By group"} description={`${answer.groups.length} in this selection`} isFlush>
      <DataTable
        label={titles[by] ?? "Groups"}
        columns={columns}
        rows={answer.groups}
        rowId={(row) => row.key}
        rowHref={(row) => groupHref(filter, by, row.key)}
        state={state}
        empty={<EmptyState kind="nothing_yet" title="Nothing is on record in this selection" />}
      />
    </Panel>
  );
}

function Cell({ group, measure }: { readonly group: Group; readonly measure: Measure }): ReactNode {
  const figure = group.figures.find((one) => one.measure === measure);
  if (!figure) return "–";
  return (
    <span className={classes.cell}>
      <span className={figure.value === null ? classes.muted : undefined}>{figureText(figure)}</span>
      <small>{sampleText(figure)}</small>
    </span>
  );
}
