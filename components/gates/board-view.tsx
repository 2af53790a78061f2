"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ReleaseRequestView } from "@/lib/gates/contract";
import { holds } from "@/lib/gates/domain/verdict";
import { fetchReleases, releaseFilterNames, releaseKeys } from "@/lib/gates/queries";
import { answerBadge, outcomeBadge } from "./gate-words";
import classes from "./gates.module.css";

const columns: readonly DataTableColumn<ReleaseRequestView>[] = [
  {
    id: "release",
    header: "Release",
    cell: (row) => (
      <span className={classes.name}>
        {row.reference} · {row.service.name} {row.version}
        <span className={classes.muted}>
          to {row.environment.name}, tier {row.service.tier}
        </span>
      </span>
    ),
    width: "22%",
  },
  {
    id: "why",
    header: "Why the board",
    cell: (row) => (
      <span className={classes.name}>
        {row.boardCauses.length === 0 ? "It need not be asked" : row.boardCauses.join("; ")}
        <span className={classes.muted}>{row.note}</span>
      </span>
    ),
    width: "30%",
  },
  {
    id: "risk",
    header: "Risk",
    align: "end",
    cell: (row) => (row.riskPercent === null ? "–" : `${row.riskPercent} %`),
  },
  { id: "checks", header: "Checks", cell: (row) => <Checks row={row} />, width: "22%" },
  { id: "board", header: "Board", cell: (row) => <BoardWord row={row} /> },
  {
    id: "asked",
    header: "Asked for",
    cell: (row) => (
      <span className={classes.name}>
        {row.requestedBy}
        <span className={classes.muted}>
          <Time atMs={Date.parse(row.requestedAt)} />
        </span>
      </span>
    ),
  },
];

/** What the gate says besides the board itself. */
function Checks({ row }: { readonly row: ReleaseRequestView }): ReactNode {
  const others = row.gate.reasons.filter((reason) => reason.kind !== "board");
  const holding = others.filter(holds);
  const passed = others.filter(({ state }) => state === "pass").length;
  return (
    <span className={classes.name}>
      <StatusBadge {...answerBadge(row.gate.answer)} />
      <span className={classes.muted}>
        {passed} of {others.length} passed{row.ticket === null ? ", no ticket named" : `, ticket ${row.ticket}`}
      </span>
      {holding[0] ? (
        <span className={classes.muted}>
          <ToldText text={holding[0].sentence} />
        </span>
      ) : null}
    </span>
  );
}

function BoardWord({ row }: { readonly row: ReleaseRequestView }): ReactNode {
  if (row.board === null) return <StatusBadge status="waiting" label="Waits" />;
  return (
    <span className={classes.name}>
      <StatusBadge {...outcomeBadge(row.board.outcome)} />
      <span className={classes.muted}>{row.board.reason}</span>
    </span>
  );
}

const lists = [
  { value: "board", label: "Waiting" },
  { value: "decided", label: "Decided" },
];

function hrefOf({ service, environment, version }: ReleaseRequestView): string {
  return `/gates/${service.slug}/${environment.slug}?version=${encodeURIComponent(version)}`;
}

/** The change advisory board: releases that it has to decide about, with their checks attached. */
export function BoardView(): ReactNode {
  const asked = useUrlFilter(releaseFilterNames);
  const filter = { list: "board", ...asked };
  const state = useTableState();
  const services = useServiceChoices();
  const releases = useQuery({
    queryKey: releaseKeys.list(filter),
    queryFn: ({ signal }) => fetchReleases(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageHeader title="Change advisory board" answer={answerOf(releases.data?.items, filter.list)} />
      <Panel isFlush>
        <DataTable
          label="Releases"
          columns={columns}
          rows={releases.data?.items}
          rowId={(row) => row.id}
          rowHref={hrefOf}
          state={state}
          pagination={{ kind: "cursor", nextCursor: releases.data?.nextCursor ?? null }}
          isFetching={releases.isFetching}
          error={releases.error}
          onRetry={() => void releases.refetch()}
          empty={isFiltering(asked) ? <NothingMatches what="releases" /> : <NothingWaits />}
          toolbar={
            <>
              <ChoiceFilter name="list" label="Waiting" options={lists} />
              <ChoiceFilter name="service" label="Service" options={services} />
              <ExportMenu rows="release-requests" query={filter} />
            </>
          }
        />
      </Panel>
    </>
  );
}

function answerOf(rows: readonly ReleaseRequestView[] | undefined, list: string): string | undefined {
  if (!rows || list !== "board") return undefined;
  if (rows.length === 0) return "No release waits for the board.";
  return rows.length === 1 ? "One release waits for the board." : `${rows.length} releases wait for the board.`;
}

function NothingWaits(): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="Nothing waits"
      description="Releases come here when they are flagged, when their risk reaches the limit of a requirement, or where the board decides about each."
      actions={<Link href="/gates/requirements">Requirements</Link>}
    />
  );
}
