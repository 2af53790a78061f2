"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Duration } from "@/components/feedback/duration";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { CheckDetail, RunView } from "@/lib/synthetics/contract";
import { RunStrip } from "./run-strip";
import { causeWords, runBadge } from "./synthetic-words";
import classes from "./synthetics.module.css";

/** What is known of one check. */
export function CheckPanels({ check }: { readonly check: CheckDetail }): ReactNode {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <StepTimes check={check} />
        <Failures check={check} />
        <Runs check={check} />
      </div>
      <div className={classes.column}>
        <About check={check} />
      </div>
    </div>
  );
}

function StepTimes({ check }: { readonly check: CheckDetail }): ReactNode {
  const n = check.stepTimes[0]?.n ?? 0;
  const description =
    n === 0
      ? "None of the newest runs passed, so nothing is said of its times."
      : `Median and longest of the ${n} newest runs that passed`;
  return (
    <Panel title="Steps" description={description} isFlush>
      <ol className={classes.list}>
        {check.journey.steps.map((step, index) => {
          const time = check.stepTimes[index];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the journey.
            <li key={index} className={classes.row}>
              <span className={classes.two}>
                {index + 1}. {step.name}
                <span className={classes.mono}>
                  {step.method} {step.url}
                </span>
              </span>
              <span className={classes.number}>
                {time?.medianMs === null || time?.maxMs === null || time === undefined ? (
                  <span className={classes.muted}>no data</span>
                ) : (
                  <>
                    <Duration ms={time.medianMs} />{" "}
                    <span className={classes.muted}>longest {formatDuration(time.maxMs)}</span>
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Failures({ check }: { readonly check: CheckDetail }): ReactNode {
  if (check.failures.length === 0) return null;
  return (
    <Panel
      title="Last failures"
      description="Excerpts of answers are kept for a week, without the check's secrets"
      isFlush
    >
      {check.failures.map((run) => (
        <div key={run.id} className={classes.failure}>
          <StatusBadge status="failed" label={stepLabel(check, run)} />{" "}
          <span className={classes.muted}>
            <Time atMs={Date.parse(run.startedAt ?? run.wantedAt)} /> · {causeWords(run)}
            {run.status === null ? "" : ` · status ${run.status}`}
          </span>
          <p>{run.reason}</p>
          {run.excerpt ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
            <section className={classes.excerpt} tabIndex={0} aria-label="Beginning of the answer">
              {run.excerpt}
            </section>
          ) : null}
        </div>
      ))}
    </Panel>
  );
}

function stepLabel(check: CheckDetail, { failedStep }: RunView): string {
  if (failedStep === null) return "Failed";
  const name = check.journey.steps[failedStep]?.name;
  return `Step ${failedStep + 1}${name ? `: ${name}` : ""}`;
}

function Runs({ check }: { readonly check: CheckDetail }): ReactNode {
  if (check.runs.length === 0) return null;
  const shown = check.runs.slice(0, 20);
  return (
    <Panel title="Newest runs" description={shown.length === 1 ? "The only one" : `The ${shown.length} newest`} isFlush>
      <ul className={classes.list}>
        {shown.map((run) => (
          <li key={run.id} className={classes.row}>
            <StatusBadge {...runBadge(run)} />
            <span className={classes.two}>
              <span>
                {causeWords(run)}
                <Around run={run} />
              </span>
              {run.reason ? <span className={classes.muted}>{run.reason}</span> : null}
            </span>
            <span className={classes.number}>
              {run.durationMs === null ? null : <Duration ms={run.durationMs} />}{" "}
              <span className={classes.muted}>
                <Time atMs={Date.parse(run.startedAt ?? run.wantedAt)} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What a run was made around, which its cause alone does not say. */
function Around({ run: { rolloutId, deploymentId } }: { readonly run: RunView }): ReactNode {
  if (rolloutId)
    return (
      <>
        {" "}
        · <Link href={`/rollouts/${rolloutId}`}>rollout</Link>
      </>
    );
  if (!deploymentId) return null;
  return (
    <>
      {" "}
      · <Link href={`/deployments/${deploymentId}`}>reported deployment</Link>
    </>
  );
}

function About({ check }: { readonly check: CheckDetail }): ReactNode {
  const { service, environment, nextDueAt, objectives, secretNames } = check;
  return (
    <Panel title="Check">
      <Facts
        layout="rows"
        facts={[
          { term: "Last runs", value: <RunStrip strip={check.strip} /> },
          { term: "Service", value: <Link href={`/services/${service.slug}`}>{service.name}</Link> },
          { term: "Environment", value: environment.name },
          { term: "Made every", value: <Duration ms={check.intervalMs} /> },
          { term: "Next run", value: nextDueAt ? <Time atMs={Date.parse(nextDueAt)} /> : "none" },
          { term: "Around releases", value: check.isAroundRollouts ? "before, after steps and at the end" : "no" },
          { term: "Secrets", value: secretNames.length === 0 ? "none" : secretNames.join(", ") },
          {
            term: "Objectives",
            value:
              objectives.length === 0
                ? "none counts its runs"
                : objectives.map(({ slug, name }) => (
                    <div key={slug}>
                      <Link href={`/slos/${slug}`}>{name}</Link>
                    </div>
                  )),
          },
        ]}
      />
    </Panel>
  );
}
