"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { WaiverDetail } from "@/lib/waivers/contract";
import { fetchWaiver, waiverKeys } from "@/lib/waivers/queries";
import { RiskPanel } from "./risk-panel";
import { WaiverActions, type WaiverCommands } from "./waiver-actions";
import { ApprovalsPanel, HistoryPanel } from "./waiver-history";
import { answerOf, outcomeNames, ruleText, stateBadge } from "./waiver-words";
import classes from "./waivers.module.css";

export interface WaiverScreenProps extends WaiverCommands {
  readonly id: string;
}

/** One waiver: what it says, who approved it, what it did, what came of it. */
export function WaiverScreen({ id, ...commands }: WaiverScreenProps): ReactNode {
  const waiver = useQuery({
    queryKey: waiverKeys.detail(id),
    queryFn: ({ signal }) => fetchWaiver(id, signal),
    refetchInterval: 15_000,
  });
  const { data } = waiver;
  if (!data) {
    if (!waiver.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={waiver.error} doing="load this waiver" onRetry={() => void waiver.refetch()} />;
  }
  return (
    <>
      <PageHeader
        title={`${data.reference} · ${ruleText(data)}`}
        breadcrumbs={<Link href="/waivers">Waivers</Link>}
        status={<StatusBadge {...stateBadge(data.state)} variant="soft" />}
        answer={answerOf(data)}
        actions={<WaiverActions waiver={data} {...commands} />}
      />
      <div className={classes.columns}>
        <div className={classes.column}>
          <Content waiver={data} />
          <ApprovalsPanel waiver={data} />
          <HistoryPanel waiver={data} />
        </div>
        <div className={classes.column}>
          <Panel title="Where and when">
            <Facts layout="rows" facts={factsOf(data)} />
          </Panel>
          <RiskPanel assessment={data.assessment} />
          <ReviewPanel waiver={data} />
        </div>
      </div>
    </>
  );
}

function Content({ waiver }: { readonly waiver: WaiverDetail }): ReactNode {
  const parts = [
    { title: "Why the rule should be bent", text: waiver.justification },
    { title: "What can go wrong meanwhile", text: waiver.risk },
    { title: "What is done against it", text: waiver.mitigation },
    { title: "What must be true for this never to be asked again", text: waiver.sunset },
  ];
  return (
    <Panel title="What it says" description="Others approve exactly this, with the rule, place and time">
      <div className={classes.stack}>
        {parts.map(({ title, text }) =>
          text === null ? null : (
            <div key={title}>
              <h3 className={classes.heading}>{title}</h3>
              <p className={classes.prose}>{text}</p>
            </div>
          ),
        )}
      </div>
    </Panel>
  );
}

function isWaiting({ state }: WaiverDetail): boolean {
  return state === "draft" || state === "requested";
}

function factsOf(waiver: WaiverDetail): readonly Fact[] {
  const time = (at: string) => <Time atMs={Date.parse(at)} format="absolute" />;
  return [
    { term: "Service", value: <Link href={`/services/${waiver.service.slug}`}>{waiver.service.name}</Link> },
    { term: "Environment", value: waiver.environment.name },
    { term: "Team", value: waiver.team?.name ?? "No team" },
    { term: "Starts", value: time(waiver.startsAt) },
    { term: "Ends", value: time(waiver.endsAt) },
    ...(waiver.bends
      ? [
          { term: "Bends the rule from", value: time(waiver.bends.from) },
          { term: "to", value: time(waiver.bends.to) },
        ]
      : [{ term: "Bends the rule", value: isWaiting(waiver) ? "once it is approved" : "never" }]),
    { term: "Asked for by", value: waiver.requestedBy },
    { term: "Renewals before it", value: `${waiver.renewals}` },
    ...(waiver.renewalOf
      ? [{ term: "Renews", value: <Link href={`/waivers/${waiver.renewalOf.id}`}>{waiver.renewalOf.reference}</Link> }]
      : []),
    ...(waiver.closing
      ? [
          {
            term: `${stateBadge(waiver.state).label} by`,
            value: `${waiver.closing.by}: ${waiver.closing.reason ?? ""}`,
          },
        ]
      : []),
    { term: "Revision", value: `${waiver.revision}` },
    { term: "Content hash", value: <span className={classes.hash}>{waiver.contentHash}</span> },
  ];
}

function ReviewPanel({ waiver }: { readonly waiver: WaiverDetail }): ReactNode {
  const { outcome, review } = waiver;
  if (outcome) {
    return (
      <Panel title="Review" description={outcomeNames[outcome.outcome]}>
        <p className={classes.prose}>{outcome.findings}</p>
        <p className={classes.rule}>
          {outcome.reviewedBy}, <Time atMs={Date.parse(outcome.at)} />.{" "}
          {outcome.isRuleToChange ? "The rule itself should change." : "The rule stays as it is."}
        </p>
      </Panel>
    );
  }
  if (review.duty !== "owed") return null;
  return (
    <Panel title="Review" actions={<StatusBadge status="at_risk" label="Owed" />}>
      <p className={classes.prose}>
        Somebody who did not write it says what came of it. Until then this service gets no other waiver.
      </p>
      {review.dueAt ? (
        <p className={classes.rule}>
          Due <Time atMs={Date.parse(review.dueAt)} />
        </p>
      ) : null}
    </Panel>
  );
}
