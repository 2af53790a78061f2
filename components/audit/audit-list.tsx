"use client";

import { CloseButton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter, SearchFilter } from "@/components/data-table/table-filters";
import { TablePages } from "@/components/data-table/table-pages";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { type AuditListFilter, auditFilterNames, auditKeys, auditQuery, fetchAudit } from "@/lib/audit/queries";
import { periods } from "@/lib/platform/http/url-filter";
import classes from "./audit.module.css";
import { AuditEvent } from "./audit-event";

const outcomes = [
  { value: "accepted", label: "Accepted" },
  { value: "refused", label: "Refused" },
  { value: "failed", label: "Failed" },
];

const nouns = [
  ["rollout", "Rollouts"],
  ["template", "Templates"],
  ["policy", "Policies"],
  ["service", "Services"],
  ["version", "Versions"],
  ["environment", "Environments"],
  ["deployment", "Deployments"],
  ["target", "Targets"],
  ["source", "Metric sources"],
  ["signal-source", "Event sources"],
  ["signal", "Signals"],
  ["delivery", "Deliveries"],
  ["window", "Windows"],
  ["import", "History imports"],
  ["connection", "Connections"],
  ["difference", "Reconciliation"],
  ["objective", "Objectives"],
  ["user", "Users"],
  ["team", "Teams"],
  ["token", "API tokens"],
  ["session", "Sessions"],
].map(([value = "", label = ""]) => ({ value, label }));

/** Who did what, to what, and what came of it; newest first. Nothing here can be changed or deleted. */
export function AuditList(): ReactNode {
  const filter = useUrlFilter(auditFilterNames);
  const state = useTableState();
  const events = useQuery({
    queryKey: auditKeys.list(filter),
    queryFn: ({ signal }) => fetchAudit(filter, signal),
    placeholderData: keepPreviousData,
    // Refusals send no hint, so the newest page asks by itself.
    refetchInterval: filter.cursor ? false : 10_000,
  });
  return (
    <>
      <PageHeader title="Audit" answer="Every decision, command and refusal. Records are added, never changed." />
      <Panel isFlush>
        <div className={classes.toolbar} data-filters>
          <SearchFilter name="text" label="Search subject, reason, request" />
          <SearchFilter name="actor" label="Who" />
          <ChoiceFilter name="action" label="Anything" options={nouns} />
          <ChoiceFilter name="outcome" label="Any outcome" options={outcomes} />
          <ChoiceFilter name="period" label="Any time" options={periods} />
          <SubjectFilter filter={filter} />
          <ExportMenu rows="audit-records" query={auditQuery(filter, Date.now())} />
        </div>
        {events.data ? (
          <>
            {events.data.items.map((event) => (
              <AuditEvent key={event.id} event={event} />
            ))}
            {events.data.items.length === 0 ? <NoEvents filter={filter} /> : null}
            <TablePages
              pagination={{ kind: "cursor", nextCursor: events.data.nextCursor }}
              state={state}
              shown={events.data.items.length}
            />
          </>
        ) : events.error ? (
          <ErrorState error={events.error} doing="load the audit log" onRetry={() => void events.refetch()} />
        ) : (
          <SkeletonRows rows={10} />
        )}
      </Panel>
    </>
  );
}

function NoEvents({ filter }: { readonly filter: AuditListFilter }): ReactNode {
  if (isFiltering(filter)) return <NothingMatches what="records" />;
  return <EmptyState kind="nothing_yet" title="Nothing was done yet" />;
}

/** The one thing that the list is about, when a record's subject was followed. */
function SubjectFilter({ filter }: { readonly filter: AuditListFilter }): ReactNode {
  const [, set] = useQueryStates({ subjectKind: parseAsString, subjectId: parseAsString, cursor: parseAsString });
  if (!filter.subjectKind && !filter.subjectId) return null;
  return (
    <span className={classes.subject}>
      Only {filter.subjectKind} {filter.subjectId}
      <CloseButton
        size={24}
        aria-label="Show every subject"
        onClick={() => void set({ subjectKind: null, subjectId: null, cursor: null })}
      />
    </span>
  );
}
