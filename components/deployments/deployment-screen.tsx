"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { deploymentStatus } from "@/components/catalog/phase-status";
import { Waterfall } from "@/components/charts/waterfall";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { Duration } from "@/components/feedback/duration";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { DeploymentDetail } from "@/lib/deployments/contract";
import { authorizationRule } from "@/lib/deployments/domain/authorization";
import { deploymentKeys, fetchDeployment } from "@/lib/deployments/queries";
import { DeploymentChanges } from "./deployment-changes";
import { DeploymentCustomers } from "./deployment-customers";
import classes from "./deployment-screen.module.css";
import { authorizationWords, kindWords, originWords } from "./deployment-words";

interface DeploymentScreenProps {
  readonly id: string;
  /** Journeys around it, below how it came there. */
  readonly journeys?: ReactNode;
  /** What stands beside the incidents: logs around the deployment, where a log system is connected. */
  readonly logs?: ReactNode;
  /** Latency of the service by version, below the logs. */
  readonly latency?: ReactNode;
  /** How risky it was, beside the facts. */
  readonly risk?: ReactNode;
  /** What is owed of its root cause, below that. */
  readonly rootCause?: ReactNode;
}

/** One deployment: what it brought, how it came there, whether it was allowed, and what it broke. */
export function DeploymentScreen({ id, journeys, logs, latency, risk, rootCause }: DeploymentScreenProps): ReactNode {
  const query = useQuery({
    queryKey: deploymentKeys.detail(id),
    queryFn: ({ signal }) => fetchDeployment(id, signal),
    refetchInterval: 30_000,
  });
  const { data } = query;
  if (!data) {
    return query.error ? (
      <ErrorState error={query.error} doing="load the deployment" onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonRows />
    );
  }
  return (
    <>
      <PageHeader
        title={`${data.service.name} ${data.version}`}
        breadcrumbs={<Link href="/deployments">Deployments</Link>}
        status={<StatusBadge {...deploymentStatus(data.state)} variant="soft" />}
        answer={answerOf(data)}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Way deployment={data} />
          {journeys}
          <DeploymentChanges deployment={data} />
          <RangeTickets deployment={data} />
          <Incidents deployment={data} />
          <DeploymentCustomers deployment={data} />
          {logs}
          {latency}
        </div>
        <div className={classes.side}>
          <Panel title="Facts">
            <Facts layout="rows" facts={factsOf(data)} />
          </Panel>
          <Leave deployment={data} />
          {risk}
          {rootCause}
        </div>
      </div>
    </>
  );
}

function answerOf(data: DeploymentDetail): string {
  const caused = data.incidents.filter(({ verdict }) => verdict === "caused").length;
  const broke =
    caused === 0
      ? "No incident is put down to it."
      : `${caused} ${caused === 1 ? "incident is" : "incidents are"} put down to it.`;
  const count = data.changes.length;
  const brought = data.changesUnknown
    ? "What it brought is not known."
    : `It brought ${count === 0 ? "no" : count} ${count === 1 ? "change" : "changes"}.`;
  return `${kindWords[data.kind]} to ${data.environment.name}. ${brought} ${broke}`;
}

function factsOf(data: DeploymentDetail): Fact[] {
  const text = (value: string | null): ReactNode => value || <span className={classes.muted}>not told</span>;
  const sha = (value: string | null): ReactNode =>
    value ? <code title={value}>{value.slice(0, 10)}</code> : text(null);
  return [
    { term: "Service", value: <Link href={`/services/${data.service.slug}`}>{data.service.name}</Link> },
    { term: "Environment", value: data.environment.name },
    { term: "Attempt", value: data.attempt },
    { term: "Kind", value: <Reasoned text={kindWords[data.kind]} reason={data.kindReason} /> },
    { term: "Known from", value: originOf(data) },
    ...(data.runId
      ? [{ term: "Run", value: <Link href={`/pipelines/${data.runId}`}>its way through the pipeline</Link> }]
      : []),
    { term: "Started", value: <Time atMs={Date.parse(data.startedAt)} format="absolute" /> },
    {
      term: "Took",
      value: data.finishedAt ? <Duration ms={Date.parse(data.finishedAt) - Date.parse(data.startedAt)} /> : "running",
    },
    { term: "By", value: text(data.startedBy) },
    { term: "Change owner", value: text(data.changeOwner) },
    { term: "Team", value: text(data.team) },
    {
      term: "Commits",
      value: (
        <>
          {sha(data.fromCommit)} to {sha(data.toCommit)}
        </>
      ),
    },
    {
      term: "Artifact",
      value: data.artifactDigest ? <code className={classes.digest}>{data.artifactDigest}</code> : text(null),
    },
    { term: "Flags", value: data.flags.length > 0 ? data.flags.join(", ") : "none" },
  ];
}

function originOf(data: DeploymentDetail): ReactNode {
  if (data.rolloutId) return <Link href={`/rollouts/${data.rolloutId}`}>{originWords[data.origin]}</Link>;
  return data.url ? <a href={data.url}>{originWords[data.origin]}</a> : originWords[data.origin];
}

function Reasoned({ text, reason }: { readonly text: string; readonly reason: string | null }): ReactNode {
  return (
    <>
      {text}
      {reason ? <span className={classes.reason}>{reason}</span> : null}
    </>
  );
}

function Way({ deployment }: { readonly deployment: DeploymentDetail }): ReactNode {
  const { waterfall } = deployment;
  if (!waterfall) return null;
  const longest = waterfall.bars.find(({ key }) => key === waterfall.bottleneck);
  const summary = longest
    ? `From the first stage to the end it took ${formatDuration(waterfall.to - waterfall.from)}; the longest was ${longest.name} with ${formatDuration(longest.durationMs ?? 0)}.`
    : "No stage has ended yet.";
  return (
    <Panel>
      <Waterfall
        title="The way of this release"
        summary={summary}
        rows={waterfall.bars.map(({ key, name, kind, state, from, to }) => ({
          key,
          label: name,
          kind: kind === "other" ? "work" : kind.replace("_", " "),
          isWaiting: kind === "waiting",
          isFailed: state === "failed",
          fromMs: from,
          toMs: to,
        }))}
        fromMs={waterfall.from}
        toMs={waterfall.to}
        bottleneck={waterfall.bottleneck}
      />
      {waterfall.withoutTimes.length > 0 ? (
        <p className={classes.muted}>Without a time: {waterfall.withoutTimes.join(", ")}.</p>
      ) : null}
    </Panel>
  );
}

function Leave({ deployment }: { readonly deployment: DeploymentDetail }): ReactNode {
  const { authorization, authorizationReason, ticket, ticketKey, madeInFreeze } = deployment;
  return (
    <Panel title="Change ticket">
      {madeInFreeze ? (
        <>
          <StatusBadge status="at_risk" label="Made in a freeze" variant="soft" />
          <p>{madeInFreeze}</p>
        </>
      ) : null}
      {authorization ? (
        <StatusBadge {...authorizationWords[authorization]} variant="soft" />
      ) : (
        <StatusBadge status="no_data" label="Not looked at yet" variant="soft" />
      )}
      <p>{authorizationReason}</p>
      {ticket ? (
        <p>
          {ticket.url ? <a href={ticket.url}>{ticket.key}</a> : ticket.key}: {ticket.title} ({ticket.state})
        </p>
      ) : ticketKey ? (
        <p>{ticketKey}</p>
      ) : null}
      <details className={classes.rule}>
        <summary>The rule</summary>
        {authorizationRule}
      </details>
    </Panel>
  );
}

/** The tickets of all its changes: what was asked for, beside the one that allows the deployment. */
function RangeTickets({ deployment }: { readonly deployment: DeploymentDetail }): ReactNode {
  const { rangeTickets, changesWithoutTicket, changes } = deployment;
  if (changes.length === 0) return null;
  const without =
    changesWithoutTicket === 0
      ? "Every change names one."
      : `${changesWithoutTicket} of ${changes.length} ${changes.length === 1 ? "change names" : "changes name"} none.`;
  return (
    <Panel title="Tickets of its changes" description={without}>
      {rangeTickets.length === 0 ? (
        <span className={classes.muted}>None is named.</span>
      ) : (
        <ul className={classes.list}>
          {rangeTickets.map(({ key, title, state, url, changes: count }) => (
            <li key={key}>
              {url ? <a href={url}>{key}</a> : key} {title}
              <span className={classes.reason}>
                {count} {count === 1 ? "change" : "changes"}
                {state === null ? "; its system has told nothing of it" : `; ${state}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Incidents({ deployment }: { readonly deployment: DeploymentDetail }): ReactNode {
  const { incidents } = deployment;
  return (
    <Panel title="Incidents" description="What is put down to this deployment, and why.">
      {incidents.length === 0 ? (
        <span className={classes.muted}>None is linked.</span>
      ) : (
        <ul className={classes.list}>
          {incidents.map((one) => (
            <li key={one.id}>
              <Link href={`/incidents/${one.id}`}>{one.title}</Link>
              <span className={classes.reason}>
                {one.verdict === "caused" ? "Caused by it" : "Not caused by it"}
                {one.byPerson ? ", says a person" : `, score ${one.score.toFixed(2)}`}.{" "}
                {one.evidence.map(({ sentence }) => sentence).join(" ")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
