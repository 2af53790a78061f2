"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { ListRow, RowList } from "@/components/ui/row-list";
import type { ClockView } from "@/lib/clocks/contract";
import { clockKeys, fetchClocks } from "@/lib/clocks/queries";
import { leftWords } from "@/lib/kernel/counted-words";
import { clockBadge } from "./clock-words";

const maxShown = 6;

/** Clocks of one incident; without one, those that are open, the soonest due first. Nothing is shown when there is none. */
export function ClocksPanel({ incident }: { readonly incident?: string }): ReactNode {
  const filter = incident ? { incident, list: "all" } : {};
  const { data } = useQuery({
    queryKey: clockKeys.list(filter),
    queryFn: ({ signal }) => fetchClocks(filter, signal),
    refetchInterval: 30_000,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title="SLA clocks" actions={<Link href="/clocks">All clocks</Link>} isFlush>
      <RowList>
        {data.items.slice(0, maxShown).map((clock) => (
          <Row key={clock.id} clock={clock} hasTitle={incident === undefined} />
        ))}
      </RowList>
    </Panel>
  );
}

function Row({ clock, hasTitle }: { readonly clock: ClockView; readonly hasTitle: boolean }): ReactNode {
  return (
    <ListRow
      href={`/clocks/${clock.id}`}
      name={hasTitle ? clock.title : clock.definition.name}
      line={
        <>
          {hasTitle ? `${clock.definition.name} · ` : ""}
          {leftWords(clock.remainingMs)}
          {clock.dueAt ? (
            <>
              {" "}
              · due <Time atMs={Date.parse(clock.dueAt)} />
            </>
          ) : null}
          {clock.why ? ` · ${clock.why}` : ""}
        </>
      }
      end={<StatusBadge {...clockBadge(clock.status)} />}
    />
  );
}
