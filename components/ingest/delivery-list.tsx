"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import type { DeliveryRow } from "@/lib/ingest/delivery-contract";
import type { SourceHealthView } from "@/lib/ingest/health-contract";
import { deliveryFilterNames, fetchDeliveries, signalKeys } from "@/lib/ingest/queries";
import { DeliveryDialog } from "./delivery-dialog";
import classes from "./ingest.module.css";
import { type Replay, ReplayMenu } from "./replay-menu";
import { deliveryStatus, sizeWords } from "./signal-words";

interface DeliveryListProps {
  readonly health: SourceHealthView;
  readonly held: readonly string[];
  readonly replay: Replay;
}

const states = [
  { value: "received", label: "Waits to be read" },
  { value: "parsed", label: "Read" },
  { value: "ignored", label: "Of no interest" },
  { value: "dead", label: "Not readable" },
];

/** What a source sent, newest first, with what became of it. */
export function DeliveryList({ health, held, replay }: DeliveryListProps): ReactNode {
  const { slug } = health.source;
  const filter = useUrlFilter(deliveryFilterNames);
  const state = useTableState();
  const [open, setOpen] = useQueryState("delivery", parseAsString);
  const deliveries = useQuery({
    queryKey: signalKeys.deliveries(slug, filter),
    queryFn: ({ signal }) => fetchDeliveries(slug, filter, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <DataTable
        label="Deliveries"
        columns={columnsFor(setOpen)}
        rows={deliveries.data?.items}
        rowId={(row) => row.id}
        state={state}
        {...(deliveries.data ? { pagination: { kind: "cursor", nextCursor: deliveries.data.nextCursor } } : {})}
        isFetching={deliveries.isPlaceholderData}
        error={deliveries.error}
        onRetry={() => void deliveries.refetch()}
        toolbar={
          <>
            <ChoiceFilter name="state" label="Whatever became of it" options={states} />
            <ReplayMenu health={health} held={held} replay={replay} />
          </>
        }
        empty={
          isFiltering(filter) ? (
            <NothingMatches what="deliveries" />
          ) : (
            <EmptyState
              kind="nothing_yet"
              title="Nothing has come yet"
              description="Enter the address and the secret on the sender's side, and let it send something."
            />
          )
        }
      />
      <DeliveryDialog slug={slug} id={open} held={held} replay={replay} onClose={() => void setOpen(null)} />
    </>
  );
}

function columnsFor(open: (id: string) => void): readonly DataTableColumn<DeliveryRow>[] {
  return [
    {
      id: "received",
      header: "Came",
      width: "9rem",
      cell: (row) => <Time atMs={Date.parse(row.receivedAt)} />,
    },
    { id: "state", header: "Became", width: "12rem", cell: (row) => <StatusBadge {...deliveryStatus(row)} /> },
    {
      id: "event",
      header: "Event",
      cell: (row) => (
        <span className={classes.two}>
          <button type="button" className={classes.open} onClick={() => open(row.id)}>
            {row.event ?? `Delivery ${row.id}`}
          </button>
          {row.words ? (
            <span className={classes.second} title={row.words}>
              {row.words}
            </span>
          ) : null}
        </span>
      ),
    },
    { id: "facts", header: "Facts", width: "5rem", align: "end", cell: (row) => row.factCount },
    {
      id: "size",
      header: "Size",
      width: "6rem",
      align: "end",
      isWideOnly: true,
      cell: (row) => sizeWords(row.sizeBytes),
    },
  ];
}
