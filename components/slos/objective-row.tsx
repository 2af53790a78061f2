import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ListRow } from "@/components/ui/row-list";
import type { ObjectiveView } from "@/lib/slos/contract";
import { bandBadge, budgetWords, verdictBadge } from "./objective-words";

export interface ObjectiveRowProps {
  readonly row: ObjectiveView;
  /** `kept`: is the promise kept so far. `burn`: what is left, and how fast it goes. */
  readonly asks: "kept" | "burn";
  /** Where the list is not about one service. */
  readonly namesService?: boolean;
}

/** An objective in a list of few. */
export function ObjectiveRow({ row, asks, namesService = false }: ObjectiveRowProps): ReactNode {
  const burn = asks === "burn" ? (row.alerts[0]?.longBurn ?? null) : null;
  const said = [
    ...(namesService ? [row.service.name] : []),
    row.environment.name,
    budgetWords(row),
    ...(burn === null ? [] : [`burn ${burn}`]),
  ];
  return (
    <ListRow
      href={`/slos/${row.slug}`}
      name={row.name}
      line={said.join(" · ")}
      end={<StatusBadge {...(asks === "kept" ? verdictBadge(row.level.verdict) : bandBadge(row.band))} />}
    />
  );
}
