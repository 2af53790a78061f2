"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { SourceHealthView } from "@/lib/ingest/health-contract";
import { fetchSignalSources, signalKeys } from "@/lib/ingest/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import { FailedSubjects } from "./failed-subjects";
import classes from "./ingest.module.css";
import { kindTitles, sourceStatus } from "./signal-words";

export interface SignalsViewProps {
  readonly held: readonly string[];
  readonly retry: ServerAction<Record<string, never>, { readonly queued: number }>;
}

/** Who sends signals, whether each is heard and understood, and what could not be projected. */
export function SignalsView({ held, retry }: SignalsViewProps): ReactNode {
  const sources = useQuery({
    queryKey: signalKeys.list,
    queryFn: ({ signal }) => fetchSignalSources(signal),
    // Silence sends no hint.
    refetchInterval: 10_000,
  });
  const state = useTableState();
  return (
    <>
      <PageHeader
        title="Signals"
        answer={sources.data ? answerOf(sources.data) : undefined}
        actions={<NewSourceButton held={held} />}
      />
      <div className={classes.stack}>
        <Panel isFlush>
          <DataTable
            label="Event sources"
            columns={columns}
            rows={sources.data}
            rowId={({ source }) => source.id}
            rowHref={({ source }) => `/signals/${source.slug}`}
            state={state}
            error={sources.error}
            onRetry={() => void sources.refetch()}
            empty={
              <EmptyState
                kind="nothing_yet"
                title="No event source yet"
                description="Add the systems that build, deploy and page: their events become deployments, changes and incidents here."
                actions={<NewSourceButton held={held} />}
              />
            }
          />
        </Panel>
        <FailedSubjects held={held} retry={retry} />
      </div>
    </>
  );
}

function answerOf(sources: readonly SourceHealthView[]): string {
  if (sources.length === 0) return "Nobody sends anything yet.";
  const count = (label: string): number => sources.filter((one) => sourceStatus(one).label === label).length;
  const heard = count("Heard") + count("Needs a look");
  const parts = [`${heard} of ${sources.length} ${sources.length === 1 ? "source is" : "sources are"} heard as usual`];
  if (count("Silent") > 0) parts.push(`${count("Silent")} silent`);
  const names = sources.reduce((sum, { unknownNames }) => sum + unknownNames, 0);
  if (names > 0) parts.push(names === 1 ? "1 name means nothing here yet" : `${names} names mean nothing here yet`);
  return `${parts.join(", ")}.`;
}

function NewSourceButton({ held }: { readonly held: readonly string[] }): ReactNode {
  const icon = <IconPlus size={14} stroke={2} />;
  if (held.includes("signal:write")) {
    return (
      <Button component={Link} href="/signals/new" leftSection={icon}>
        Add a source
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("signal:write")} to ${permissions["signal:write"].does}.`}>
      <Button leftSection={icon}>Add a source</Button>
    </DisabledReason>
  );
}

function countOrDash(count: number): ReactNode {
  return count === 0 ? <span className={classes.second}>none</span> : count;
}

const columns: readonly DataTableColumn<SourceHealthView>[] = [
  {
    id: "name",
    header: "Source",
    cell: ({ source }) => (
      <span className={classes.two}>
        <span>{source.name}</span>
        <span className={classes.second}>{source.slug}</span>
      </span>
    ),
  },
  { id: "kind", header: "Kind", width: "10rem", cell: ({ source }) => kindTitles[source.kind] },
  { id: "state", header: "State", width: "10rem", cell: (row) => <StatusBadge {...sourceStatus(row)} /> },
  {
    id: "last",
    header: "Last event",
    width: "9rem",
    cell: ({ source }) => (source.lastEventAt ? <Time atMs={Date.parse(source.lastEventAt)} /> : "never"),
  },
  {
    id: "quality",
    header: "Quality",
    width: "6rem",
    align: "end",
    cell: ({ quality }) => (quality.score === null ? "not known" : quality.score),
  },
  {
    id: "names",
    header: "Unknown names",
    width: "9rem",
    align: "end",
    isWideOnly: true,
    cell: (row) => countOrDash(row.unknownNames),
  },
  {
    id: "dead",
    header: "Not readable",
    width: "8rem",
    align: "end",
    isWideOnly: true,
    cell: (row) => countOrDash(row.deadInAll),
  },
];
