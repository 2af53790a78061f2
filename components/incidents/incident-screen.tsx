"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { Duration } from "@/components/feedback/duration";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { CandidateView, IncidentDetail } from "@/lib/incidents/contract";
import { fetchIncident, incidentKeys } from "@/lib/incidents/queries";
import { IncidentCandidates } from "./incident-candidates";
import { DuplicateDialog, type IncidentActions, LinkDialog, type WantedVerdict } from "./incident-dialogs";
import { eventWords, outcomeWords, severityWords, stateWords } from "./incident-words";
import classes from "./incidents.module.css";

interface IncidentScreenProps {
  readonly id: string;
  readonly mayLink: boolean;
  readonly actions: IncidentActions;
  /** What else the page knows of it: promises, alerts, root causes. */
  readonly children?: ReactNode;
}

/** One incident: its log, what it is put down to and why, and a way to correct that. */
export function IncidentScreen({ id, mayLink, actions, children }: IncidentScreenProps): ReactNode {
  const [wanted, setWanted] = useState<WantedVerdict | null>(null);
  const [isDuplicateOpen, setIsDuplicateOpen] = useState(false);
  const query = useQuery({
    queryKey: incidentKeys.detail(id),
    queryFn: ({ signal }) => fetchIncident(id, signal),
    refetchInterval: 30_000,
  });
  const { data } = query;
  if (!data) {
    return query.error ? (
      <ErrorState error={query.error} doing="load the incident" onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonRows />
    );
  }
  const choose = mayLink
    ? (candidate: CandidateView, verdict: WantedVerdict["verdict"]) => setWanted({ candidate, verdict })
    : null;
  return (
    <>
      <PageHeader
        title={data.title}
        breadcrumbs={<Link href="/incidents">Incidents</Link>}
        status={<StatusBadge {...stateWords[data.state]} variant="soft" />}
        answer={answerOf(data)}
        actions={
          mayLink ? (
            <Button variant="default" onClick={() => setIsDuplicateOpen(true)}>
              {data.original ? "Change the original" : "Mark as a duplicate"}
            </Button>
          ) : undefined
        }
      />
      <div className={classes.columns}>
        <div className={classes.column}>
          {children}
          <IncidentCandidates incident={data} choose={choose} />
          <Log incident={data} />
        </div>
        <div className={classes.column}>
          <Panel title="Facts">
            <Facts layout="rows" facts={factsOf(data)} />
          </Panel>
          <History incident={data} />
        </div>
      </div>
      <LinkDialog incident={data} wanted={wanted} onClose={() => setWanted(null)} link={actions.link} />
      <DuplicateDialog
        incident={data}
        isOpen={isDuplicateOpen}
        onClose={() => setIsDuplicateOpen(false)}
        duplicate={actions.duplicate}
      />
    </>
  );
}

function answerOf(data: IncidentDetail): ReactNode {
  if (data.original) {
    return (
      <>
        It is a duplicate of <Link href={`/incidents/${data.original.id}`}>{data.original.title}</Link> and counts with
        it.
      </>
    );
  }
  const [cause] = data.causes;
  if (!cause) return data.attribution?.reason ?? "Nobody has looked for its cause yet.";
  return (
    <>
      It is put down to{" "}
      <Link href={`/deployments/${cause.deploymentId}`}>
        {cause.service} {cause.version}
      </Link>
      {cause.byPerson ? ": a person says so." : `, with a score of ${cause.score.toFixed(2)}.`}
    </>
  );
}

function factsOf(data: IncidentDetail): Fact[] {
  const none = (text: string): ReactNode => <span className={classes.muted}>{text}</span>;
  const time = (at: string | null): ReactNode =>
    at ? <Time atMs={Date.parse(at)} format="absolute" /> : none("not yet");
  return [
    {
      term: "Service",
      value: data.service ? (
        <Link href={`/services/${data.service.slug}`}>{data.service.name}</Link>
      ) : (
        none("not known")
      ),
    },
    { term: "Environment", value: data.environment?.name ?? none("not named; production is meant") },
    { term: "Severity", value: severityWords[data.severity ?? ""] ?? none("not told") },
    { term: "Detected", value: time(data.detectedAt) },
    { term: "Acknowledged", value: time(data.acknowledgedAt) },
    { term: "Restored", value: time(data.resolvedAt) },
    {
      term: "Lasted",
      value: data.resolvedAt ? (
        <Duration ms={Date.parse(data.resolvedAt) - Date.parse(data.detectedAt)} />
      ) : (
        none("not known")
      ),
    },
    { term: "Counted from", value: data.origin === "alert" ? "An alert that counts as an incident" : "Its system" },
    { term: "There", value: data.url ? <a href={data.url}>{data.externalKey}</a> : data.externalKey },
    ...(data.duplicates.length > 0 ? [{ term: "Duplicates", value: <Duplicates incident={data} /> }] : []),
  ];
}

function Duplicates({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  return incident.duplicates.map((one) => (
    <div key={one.id}>
      <Link href={`/incidents/${one.id}`}>{one.title}</Link>
    </div>
  ));
}

function Log({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  return (
    <Panel title="Log" description="As its system told it, in the order in which it happened.">
      <ol className={classes.list}>
        {incident.events.map((event) => (
          <li key={event.factId} className={classes.event}>
            <Time atMs={Date.parse(event.at)} format="absolute" />
            <span>
              {eventWords[event.what] ?? event.what}
              {event.by ? ` by ${event.by}` : ""}
              {event.detail ? <span className={classes.muted}> {event.detail}</span> : null}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** What was believed, by whom and until when. */
function History({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const outcome = incident.attribution ? outcomeWords[incident.attribution.outcome] : "Not looked at yet";
  return (
    <Panel title="What was believed" description={`Now: ${outcome}.`}>
      {incident.links.length === 0 ? (
        <span className={classes.muted}>No deployment was ever linked.</span>
      ) : (
        <ol className={classes.list}>
          {incident.links.map((link) => (
            <li key={link.id} className={classes.name}>
              <span>
                {link.name}: {link.verdict === "caused" ? "caused it" : "did not cause it"}
                {link.supersededAt ? " (no longer)" : ""}
              </span>
              <span className={classes.muted}>
                {link.byPerson ? link.decidedBy : `Rule ${link.ruleVersion}`} ·{" "}
                <Time atMs={Date.parse(link.decidedAt)} />
                {link.reason ? ` · ${link.reason}` : ""}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
