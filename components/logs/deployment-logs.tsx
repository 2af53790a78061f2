"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { LogSourceCounts } from "@/lib/logs/contract";
import { fetchDeploymentLogs, logKeys } from "@/lib/logs/queries";
import { logSentence, windowWords } from "./log-words";
import classes from "./logs.module.css";

/** Error lines around a deployment, from each log system. */
export function DeploymentLogs({ deploymentId }: { readonly deploymentId: string }): ReactNode {
  const logs = useQuery({
    queryKey: logKeys.ofDeployment(deploymentId),
    queryFn: ({ signal }) => fetchDeploymentLogs(deploymentId, signal),
    staleTime: 60_000,
    refetchInterval: 120_000,
  });
  if (!logs.data) {
    if (!logs.error) return <SkeletonPanel heightPx={160} />;
    return <ErrorState error={logs.error} doing="load the error lines" onRetry={() => void logs.refetch()} />;
  }
  const { sources, rule } = logs.data;
  return (
    <Panel title="Errors in the logs" isFlush>
      {sources.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="Nothing was counted"
          description="No log system is connected, or less than a minute has passed since the deployment."
          actions={
            <Button component={Link} href="/connections/new" size="xs" variant="default">
              Connect a log system
            </Button>
          }
        />
      ) : (
        <>
          {sources.map((counts) => (
            <SourceCounts key={counts.source.slug} counts={counts} />
          ))}
          <p className={classes.rule}>{rule}</p>
        </>
      )}
    </Panel>
  );
}

function SourceCounts({ counts }: { readonly counts: LogSourceCounts }): ReactNode {
  const { source, unknown, url, before, after, dayBefore, weekBefore, perMinute } = counts;
  return (
    <section className={classes.source} aria-label={source.name}>
      <div className={classes.head}>
        <h3 className={classes.name}>{source.name}</h3>
        {url ? (
          <a href={url} target="_blank" rel="noreferrer noopener">
            Look at the lines
          </a>
        ) : null}
      </div>
      {unknown === null ? (
        <Sparkline values={perMinute.map(({ errors }) => errors)} label={`Errors a minute, ${source.name}`} />
      ) : (
        <StatusBadge status="no_data" label="Unknown" />
      )}
      <p className={classes.sentence}>{logSentence(counts)}</p>
      <Facts
        facts={[
          { term: "30 minutes before", value: windowWords(before) },
          { term: "After", value: windowWords(after) },
          { term: "Same time a day before", value: windowWords(dayBefore) },
          { term: "Same time a week before", value: windowWords(weekBefore) },
        ]}
      />
    </section>
  );
}
