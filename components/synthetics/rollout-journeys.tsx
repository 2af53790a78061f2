"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { Duration } from "@/components/feedback/duration";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { RolloutRuns } from "@/lib/synthetics/contract";
import { fetchDeploymentRuns, fetchRolloutRuns, syntheticKeys } from "@/lib/synthetics/queries";
import { causeWords, runBadge } from "./synthetic-words";
import classes from "./synthetics.module.css";

/** Journeys before, during and after a rollout, and whether they say that it is over well. Nothing where no check looks. */
export function RolloutJourneys({ rolloutId }: { readonly rolloutId: string }): ReactNode {
  const key = syntheticKeys.rollout(rolloutId);
  return <Journeys queryKey={key} fetchRuns={(signal) => fetchRolloutRuns(rolloutId, signal)} />;
}

/** The same around a deployment, which a pipeline may have made. */
export function DeploymentJourneys({ deploymentId }: { readonly deploymentId: string }): ReactNode {
  const key = syntheticKeys.deployment(deploymentId);
  return <Journeys queryKey={key} fetchRuns={(signal) => fetchDeploymentRuns(deploymentId, signal)} />;
}

interface JourneysProps {
  readonly queryKey: readonly string[];
  readonly fetchRuns: (signal: AbortSignal) => Promise<RolloutRuns>;
}

function Journeys({ queryKey, fetchRuns }: JourneysProps): ReactNode {
  const runs = useQuery({
    queryKey,
    queryFn: ({ signal }) => fetchRuns(signal),
    refetchInterval: ({ state }) => (state.data?.items.some(({ outcome }) => outcome === null) ? 2_000 : 10_000),
  });
  if (runs.error && !runs.data)
    return <ErrorState error={runs.error} doing="load the journeys" onRetry={() => void runs.refetch()} />;
  if (!runs.data || runs.data.closing === "none") return null;
  return (
    <Panel title="Journeys" description={runs.data.sentence} isFlush={runs.data.items.length > 0}>
      {runs.data.items.length === 0 ? (
        <span className={classes.muted}>No journey was made yet.</span>
      ) : (
        <ul className={classes.list}>
          {runs.data.items.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ run }: { readonly run: RolloutRuns["items"][number] }): ReactNode {
  const step = run.failedStep === null ? null : run.check.stepNames[run.failedStep];
  const share = run.sharePercent === null ? null : `${Math.round(10 * run.sharePercent) / 10} % on the new version`;
  return (
    <li className={classes.row}>
      <StatusBadge {...runBadge(run)} />
      <span className={classes.two}>
        <span>
          {causeWords(run)} · <Link href={`/synthetics/${run.check.slug}`}>{run.check.name}</Link>
        </span>
        <span className={classes.muted}>
          {[share, step ? `at “${step}”` : null, run.reason].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className={classes.number}>
        {run.durationMs === null ? null : <Duration ms={run.durationMs} />}{" "}
        <span className={classes.muted}>
          <Time atMs={Date.parse(run.startedAt ?? run.wantedAt)} format="moment" />
        </span>
      </span>
    </li>
  );
}
