"use client";

import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { EmergencyView } from "@/lib/emergencies/contract";
import { emergencyFilterNames, emergencyKeys, fetchEmergencies } from "@/lib/emergencies/queries";
import { DecideProposal, type DecideProposalProps } from "./decide-proposal";
import classes from "./emergencies.module.css";
import { outcomeNames, stateBadge } from "./emergency-words";
import { ReviewEmergency, type ReviewEmergencyProps } from "./review-emergency";

const states = [
  { value: "in_force", label: "In force" },
  { value: "owed", label: "Review owed" },
  { value: "reviewed", label: "Reviewed" },
];

export interface EmergencyLogProps {
  readonly review: ReviewEmergencyProps["review"];
  readonly decide: DecideProposalProps["decide"];
}

type Open = (row: EmergencyView) => void;

function columnsWith(onReview: Open, onDecide: Open): readonly DataTableColumn<EmergencyView>[] {
  return [
    {
      id: "reference",
      header: "Emergency",
      cell: (row) => (
        <span className={classes.name}>
          <span>
            {row.reference} · <Subject row={row} />
          </span>
          <span className={classes.muted}>{row.reason}</span>
        </span>
      ),
      width: "28%",
    },
    { id: "state", header: "State", cell: (row) => <StatusBadge {...stateBadge(row.state)} /> },
    { id: "environment", header: "Where", cell: (row) => row.environment.name },
    { id: "passed", header: "Passed", cell: (row) => <Passed row={row} /> },
    {
      id: "incident",
      header: "Incident",
      cell: (row) =>
        row.incident ? (
          <Link href={`/incidents/${row.incident.id}`}>{row.incident.key}</Link>
        ) : (
          <span className={classes.muted}>none named</span>
        ),
    },
    {
      id: "by",
      header: "By",
      cell: (row) => (
        <span className={classes.name}>
          {row.startedBy}
          <span className={classes.muted}>
            <Time atMs={Date.parse(row.startedAt)} />
          </span>
        </span>
      ),
    },
    { id: "ends", header: "Until", cell: (row) => <Time atMs={Date.parse(row.overAt ?? row.endsAt)} /> },
    {
      id: "review",
      header: "Review",
      cell: (row) => <Review row={row} onReview={onReview} onDecide={onDecide} />,
      width: "20%",
    },
  ];
}

function Subject({ row }: { readonly row: EmergencyView }): ReactNode {
  if (!row.rollout) return `${row.service.name}, flag ${row.flag?.key ?? ""}`;
  return (
    <Link href={`/rollouts/${row.rollout.id}`}>
      {row.service.name} {row.rollout.version}
    </Link>
  );
}

function Passed({ row }: { readonly row: EmergencyView }): ReactNode {
  if (row.passed.length === 0) return <span className={classes.muted}>nothing held it</span>;
  return (
    <span className={classes.name}>
      <ToldText text={row.passed.map((one) => one.message).join(" ")} />
    </span>
  );
}

interface ReviewProps {
  readonly row: EmergencyView;
  readonly onReview: Open;
  readonly onDecide: Open;
}

function Review({ row, onReview, onDecide }: ReviewProps): ReactNode {
  if (row.review) {
    return (
      <span className={classes.name}>
        {outcomeNames[row.review.outcome]}
        <span className={classes.muted}>{row.review.reviewedBy}</span>
        <Proposal row={row} onDecide={onDecide} />
      </span>
    );
  }
  if (row.state === "in_force") return <span className={classes.muted}>when it is over</span>;
  return (
    <DisabledReason reason={row.mayReview}>
      <Button size="xs" variant="default" onClick={() => onReview(row)} aria-label={`Review ${row.reference}`}>
        Review
      </Button>
    </DisabledReason>
  );
}

const proposalWords = {
  open: "waits for a signature",
  overtaken: "overtaken: the objective was changed since",
  signed: "signed",
  declined: "declined",
} as const;

/** What the review proposes, and what became of it. */
function Proposal({ row, onDecide }: Omit<ReviewProps, "onReview">): ReactNode {
  const { proposal, mayDecide } = row;
  if (!proposal)
    return row.review?.isObjectiveToChange ? <span className={classes.muted}>objective to change</span> : null;
  const { objective, fromPercent, toPercent, state, decision } = proposal;
  return (
    <>
      <span className={classes.muted}>
        <Link href={`/slos/${objective.slug}`}>{objective.name}</Link>: {toPercent} % for {fromPercent} %,{" "}
        {proposalWords[state]}
        {decision ? ` by ${decision.by}` : ""}
        {decision?.version ? ` as version ${decision.version}` : ""}
      </span>
      {decision ? null : mayDecide ? (
        // Written out: a hint on a button is not seen on a phone, and why somebody may not sign their own is the point.
        <span className={classes.muted}>{mayDecide}</span>
      ) : (
        <span>
          <Button
            size="xs"
            variant="default"
            onClick={() => onDecide(row)}
            aria-label={`Decide what the review of ${row.reference} proposes`}
          >
            Decide
          </Button>
        </span>
      )}
    </>
  );
}

/** The central log of releases past windows and policies. */
export function EmergencyLog({ review, decide }: EmergencyLogProps): ReactNode {
  const filter = useUrlFilter(emergencyFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const [reviewed, setReviewed] = useState<EmergencyView | null>(null);
  const [decided, setDecided] = useState<EmergencyView | null>(null);
  const emergencies = useQuery({
    queryKey: emergencyKeys.list(filter),
    queryFn: ({ signal }) => fetchEmergencies(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageHeader
        title="Emergency releases"
        answer="Rollouts and flag flips that somebody started past windows and policies: why, until when, and what came of it."
      />
      <Panel isFlush>
        <DataTable
          label="Emergency releases"
          columns={columnsWith(setReviewed, setDecided)}
          rows={emergencies.data?.items}
          rowId={(row) => row.id}
          state={state}
          pagination={{ kind: "cursor", nextCursor: emergencies.data?.nextCursor ?? null }}
          isFetching={emergencies.isFetching}
          error={emergencies.error}
          onRetry={() => void emergencies.refetch()}
          empty={isFiltering(filter) ? <NothingMatches what="emergency releases" /> : <NoEmergencies />}
          toolbar={
            <>
              <ChoiceFilter name="state" label="Any state" options={states} />
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="environment" label="Environment" options={environments} />
              <ExportMenu rows="emergencies" query={filter} />
            </>
          }
        />
      </Panel>
      <ReviewEmergency emergency={reviewed} review={review} onClose={() => setReviewed(null)} />
      <DecideProposal emergency={decided} decide={decide} onClose={() => setDecided(null)} />
    </>
  );
}

function NoEmergencies(): ReactNode {
  return (
    <EmptyState
      kind="nothing_wrong"
      title="No release was an emergency"
      description="A rollout that is started as an emergency passes windows and policies for a time, and is reviewed afterwards."
    />
  );
}
