"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ReleaseRequestDetail } from "@/lib/gates/contract";
import { fetchRelease, releaseKeys } from "@/lib/gates/queries";
import { outcomeBadge } from "./gate-words";
import classes from "./gates.module.css";
import { ReleaseActions, type ReleaseCommands } from "./release-actions";

export type { ReleaseCommands } from "./release-actions";

export interface ReleasePanelProps extends ReleaseCommands {
  readonly id: string;
}

/** A request for a release: who asked for what, who let it go, and what the board said. */
export function ReleasePanel({ id, ...commands }: ReleasePanelProps): ReactNode {
  const release = useQuery({
    queryKey: releaseKeys.detail(id),
    queryFn: ({ signal }) => fetchRelease(id, signal),
    refetchInterval: 15_000,
  });
  if (release.data) return <Loaded release={release.data} commands={commands} />;
  return (
    <Panel title="Request" isFlush>
      {release.error ? (
        <ErrorState error={release.error} doing="load the request" onRetry={() => void release.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Panel>
  );
}

interface LoadedProps {
  readonly release: ReleaseRequestDetail;
  readonly commands: ReleaseCommands;
}

function Loaded({ release, commands }: LoadedProps): ReactNode {
  return (
    <Panel title={`Request ${release.reference}`} isFlush>
      <div className={classes.block}>
        <p>{release.note}</p>
        <p className={classes.facts}>
          <span>
            {release.requestedBy}, <Time atMs={Date.parse(release.requestedAt)} />
          </span>
          {release.ticket === null ? null : <span>Ticket {release.ticket}</span>}
          {release.isFlagged ? <span>Flagged for the board</span> : null}
        </p>
        <ReleaseActions release={release} {...commands} />
      </div>
      <Approvals release={release} />
      <BoardWords release={release} />
      <details className={classes.block}>
        <summary>What an approval is bound to</summary>
        <p className={classes.muted}>SHA-256 {release.contentHash}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre className={classes.content} tabIndex={0}>
          {release.content}
        </pre>
      </details>
    </Panel>
  );
}

function Approvals({ release }: Pick<LoadedProps, "release">): ReactNode {
  const { needed, valid, lapsed } = release.approvals;
  return (
    <ul className={classes.list}>
      <li>
        <span className={classes.name}>
          {needed === 0 ? `${valid.length} approvals; none is required here` : `${valid.length} of ${needed} approvals`}
          {lapsed === 0 ? null : (
            <span className={classes.muted}>
              {lapsed} earlier {lapsed === 1 ? "one counts" : "ones count"} no more: the content or the evidence
              changed, or the time ran out.
            </span>
          )}
        </span>
      </li>
      {valid.map(({ by, comment, at, expiresAt }) => (
        <li key={`${by} ${at}`}>
          <span className={classes.name}>
            {by}: {comment}
            <span className={classes.muted}>
              <Time atMs={Date.parse(at)} />, counts until <Time atMs={Date.parse(expiresAt)} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function BoardWords({ release }: Pick<LoadedProps, "release">): ReactNode {
  const { decisions, boardCauses } = release;
  if (decisions.length === 0 && boardCauses.length === 0) return null;
  return (
    <ul className={classes.list}>
      {boardCauses.length === 0 ? null : (
        <li>
          <span className={classes.name}>
            The board has to decide
            <span className={classes.muted}>Because {boardCauses.join("; ")}.</span>
          </span>
        </li>
      )}
      {decisions.toReversed().map(({ outcome, reason, decidedBy, at, isCurrent }) => (
        <li key={at}>
          <span className={classes.name}>
            <StatusBadge {...outcomeBadge(outcome)} />
            {reason}
            <span className={classes.muted}>
              {decidedBy}, <Time atMs={Date.parse(at)} />
              {isCurrent ? "" : " · about another content, and counts no more"}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
