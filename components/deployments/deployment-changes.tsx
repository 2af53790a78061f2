import type { ReactNode } from "react";
import { formatDuration } from "@/components/feedback/time-format";
import { Panel } from "@/components/ui/panel";
import type { ChangeView, DeploymentDetail } from "@/lib/deployments/contract";
import classes from "./deployment-screen.module.css";
import { stageWords } from "./deployment-words";

/** The changes that a deployment brought first, each with where its time went. */
export function DeploymentChanges({ deployment }: { readonly deployment: DeploymentDetail }): ReactNode {
  const { changes, changesUnknown } = deployment;
  const isByTime = changes.some(({ basis }) => basis === "time");
  const description = isByTime
    ? "By the time of their merge: the commits of this repository are not known."
    : "What its commit reaches and nothing deployed here before did.";
  return (
    <Panel title="Changes" description={description}>
      {changes.length === 0 ? (
        <span className={classes.muted}>{changesUnknown ?? "It brought none that was not here before."}</span>
      ) : (
        <ul className={classes.list}>
          {changes.map((change) => (
            <Change key={change.key} change={change} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Change({ change }: { readonly change: ChangeView }): ReactNode {
  const name = change.number === null ? (change.sha ?? "").slice(0, 10) : `#${change.number}`;
  const commits = `${change.commitCount} ${change.commitCount === 1 ? "commit" : "commits"}`;
  return (
    <li>
      {change.url ? <a href={change.url}>{name}</a> : name} {change.title}
      <span className={classes.reason}>
        {[change.author, commits, ...change.ticketKeys].filter(Boolean).join(" · ")}
        {change.leadTimeMs === null
          ? ` · ${change.unmeasuredReason}`
          : ` · lead time ${formatDuration(change.leadTimeMs)}`}
      </span>
      {change.stages.length > 0 ? <Stages change={change} /> : null}
    </li>
  );
}

/** Stages that are known; the reasons of the others are one press away. */
function Stages({ change }: { readonly change: ChangeView }): ReactNode {
  const known = change.stages.filter(({ durationMs }) => durationMs !== null);
  const missing = change.stages.filter(({ durationMs }) => durationMs === null);
  return (
    <>
      <ul className={classes.stages}>
        {known.map(({ stage, durationMs }) => {
          const words = `${stageWords[stage] ?? stage} ${formatDuration(durationMs ?? 0)}`;
          return <li key={stage}>{stage === change.bottleneck ? <strong>{words}, longest</strong> : words}</li>;
        })}
      </ul>
      {missing.length > 0 ? (
        <details className={classes.rule}>
          <summary>{missing.length} stages are not known</summary>
          <ul className={classes.stages}>
            {missing.map(({ stage, reason }) => (
              <li key={stage}>
                {stageWords[stage] ?? stage}: {reason}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}
