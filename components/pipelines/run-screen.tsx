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
import type { RunDetail } from "@/lib/pipelines/contract";
import { fetchRun, runKeys } from "@/lib/pipelines/queries";
import { runStatus, slowestWords, stageKindWords, subjectOf } from "./run-words";
import classes from "./runs.module.css";

/** One pipeline run: its stages and the waits between them, and what it deployed. */
export function PipelineRunScreen({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: runKeys.detail(id),
    queryFn: ({ signal }) => fetchRun(id, signal),
    refetchInterval: 30_000,
  });
  const { data } = query;
  if (!data) {
    return query.error ? (
      <ErrorState error={query.error} doing="load the run" onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonRows />
    );
  }
  const subject = subjectOf(data);
  return (
    <>
      <PageHeader
        title={subject ? `${data.name} ${subject}` : data.name}
        breadcrumbs={<Link href="/pipelines">Pipelines</Link>}
        status={<StatusBadge {...runStatus(data.state)} variant="soft" />}
        answer={answerOf(data)}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Way run={data} />
          <Deployments run={data} />
        </div>
        <div className={classes.side}>
          <Panel title="Facts">
            <Facts layout="rows" facts={factsOf(data)} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function answerOf({ slowest, stages, durationMs, deployments }: RunDetail): string {
  const took = durationMs === null ? "" : `It took ${formatDuration(durationMs)}. `;
  const slow = slowest ? `${slowest.name} took longest: ${slowestWords(slowest).time}. ` : "";
  const count = deployments.length;
  const deployed =
    count === 0
      ? "No deployment says that this run did it."
      : `It did ${count} ${count === 1 ? "deployment" : "deployments"}.`;
  return stages.length === 0 ? `${took}Its sender told of no stages. ${deployed}` : `${took}${slow}${deployed}`;
}

function Way({ run }: { readonly run: RunDetail }): ReactNode {
  const { waterfall } = run;
  if (!waterfall) {
    return (
      <Panel title="Stages">
        <span className={classes.muted}>
          {run.stages.length === 0 ? "Its sender told of no stages." : "No stage was told with a time."}
        </span>
      </Panel>
    );
  }
  const longest = waterfall.bars.find(({ key }) => key === waterfall.bottleneck);
  const summary = longest
    ? `From the first stage to the end of the last it took ${formatDuration(waterfall.to - waterfall.from)}; the longest was ${longest.name} with ${formatDuration(longest.durationMs ?? 0)}.`
    : "No stage has ended yet.";
  return (
    <Panel>
      <Waterfall
        title="Stages"
        summary={summary}
        rows={waterfall.bars.map(({ key, name, kind, state, from, to }) => ({
          key,
          label: name,
          kind: stageKindWords(kind),
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

function Deployments({ run }: { readonly run: RunDetail }): ReactNode {
  return (
    <Panel title="Deployments" description="Those that name this run as the one that did them.">
      {run.deployments.length === 0 ? (
        <span className={classes.muted}>None names this run.</span>
      ) : (
        <ul className={classes.list}>
          {run.deployments.map(({ id, version, state, service, environment }) => (
            <li key={id}>
              <Link href={`/deployments/${id}`}>
                {service.name} {version} to {environment.name}
              </Link>{" "}
              <StatusBadge {...deploymentStatus(state)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function factsOf(run: RunDetail): Fact[] {
  const text = (value: string | null): ReactNode => value || <span className={classes.muted}>not told</span>;
  const time = (value: string | null): ReactNode =>
    value === null ? text(null) : <Time atMs={Date.parse(value)} format="absolute" />;
  return [
    {
      term: "Service",
      value: run.service ? <Link href={`/services/${run.service.slug}`}>{run.service.name}</Link> : text(null),
    },
    { term: "Repository", value: text(run.repository) },
    { term: "Branch", value: text(run.branch) },
    { term: "Version", value: text(run.version) },
    {
      term: "Commit",
      value: run.commitSha ? <code title={run.commitSha}>{run.commitSha.slice(0, 10)}</code> : text(null),
    },
    { term: "Queued", value: time(run.queuedAt) },
    { term: "Started", value: time(run.startedAt) },
    { term: "Ended", value: time(run.finishedAt) },
    { term: "Took", value: run.durationMs === null ? text(null) : <Duration ms={run.durationMs} /> },
    {
      term: "Told by",
      value: run.source ? <Link href={`/signals/${run.source.slug}`}>{run.source.name}</Link> : "an import",
    },
    { term: "There", value: run.url ? <a href={run.url}>open it</a> : text(null) },
  ];
}
