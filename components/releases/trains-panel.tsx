"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ToldText } from "@/components/feedback/told";
import { Panel } from "@/components/ui/panel";
import { ListRow, RowList } from "@/components/ui/row-list";
import { fetchTrains, trainKeys } from "@/lib/releases/queries";
import { trainBadge, trainsAnswer } from "./train-words";

const maxShown = 8;

/** For the home page: releases that ship or are planned, what is stuck and on whom. Nothing is shown when none is open. */
export function TrainsPanel(): ReactNode {
  const filter = { list: "open" };
  const { data } = useQuery({
    queryKey: trainKeys.list(filter),
    queryFn: ({ signal }) => fetchTrains(filter, signal),
    refetchInterval: 15_000,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Panel
      title="Releases"
      description={trainsAnswer(data.items)}
      actions={<Link href="/releases?list=open">All releases</Link>}
      isFlush
    >
      <RowList>
        {data.items.slice(0, maxShown).map((train) => (
          <ListRow
            key={train.id}
            href={`/releases/${train.id}`}
            name={`${train.reference} · ${train.name}`}
            line={
              <>
                <ToldText text={train.sentence} />{" "}
                {train.stuck[0] ? (
                  <ToldText
                    text={`${train.stuck[0].sentence} ${train.stuck[0].nextAction} · ${train.stuck[0].owner}`}
                  />
                ) : train.departedAt === null && train.plannedAt !== null ? (
                  <>
                    Departs <Time atMs={Date.parse(train.plannedAt)} />.
                  </>
                ) : null}
              </>
            }
            end={<StatusBadge {...trainBadge(train)} />}
          />
        ))}
      </RowList>
    </Panel>
  );
}
