"use client";

import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { FindingView, ReleaseAnswer, ReleasePlanView } from "@/lib/dependencies/contract";
import classes from "./dependencies.module.css";
import { answerBadge } from "./dependency-words";

/** The answer, with every reason, what to do, and what is ignored. */
export function AnswerPanel({ answer }: { readonly answer: ReleaseAnswer }): ReactNode {
  const more = answer.findingCount - answer.findings.length;
  return (
    <Panel title={`Into ${answer.environment.name}`} description={answer.sentence} isFlush>
      <ul className={classes.list} aria-label="Reasons">
        {answer.findings.length === 0 ? (
          <li>
            <StatusBadge {...answerBadge("yes")} />
            <span>Nothing stands against it.</span>
          </li>
        ) : null}
        {answer.findings.map((finding) => (
          <Finding key={finding.sentence} finding={finding} />
        ))}
        {answer.ignored.map((one) => (
          <li key={`${one.id} ${one.sentence}`}>
            <StatusBadge status="waiting" label="Ignored" />
            <span className={classes.name}>
              {one.sentence}
              <span className={classes.muted}>
                Ignored by {one.by} until <Time atMs={Date.parse(one.until)} />: {one.reason}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <div className={classes.block}>
          <p>And {more} more.</p>
        </div>
      ) : null}
    </Panel>
  );
}

function Finding({ finding }: { readonly finding: FindingView }): ReactNode {
  return (
    <li>
      <StatusBadge {...answerBadge(finding.answer)} />
      <span className={classes.name}>
        {finding.sentence}
        <span className={classes.muted}>{finding.nextAction}</span>
      </span>
    </li>
  );
}

/** The order, the way back, and why they are as they are. */
export function PlanPanel({ plan }: { readonly plan: ReleasePlanView }): ReactNode {
  return (
    <Panel title="In which order" description={plan.sentence} isFlush>
      {plan.isPossible ? (
        <>
          <Stages label="Order" stages={plan.stages} />
          <div className={classes.block}>
            <p>The way back is the same in reverse: {plan.rollback.map(({ sentence }) => sentence).join(" Then ")}</p>
            {plan.precedences.map(({ first, second, because }) => (
              <p key={`${first} ${second} ${because}`}>
                {first} before {second}, or both at one moment. Otherwise: {because}
              </p>
            ))}
          </div>
        </>
      ) : null}
      {plan.broken.length + plan.unknown.length > 0 ? (
        <ul className={classes.list} aria-label="On the way">
          {[...plan.broken, ...plan.unknown].map((finding) => (
            <Finding key={finding.sentence} finding={finding} />
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

function Stages({ label, stages }: { readonly label: string; readonly stages: ReleasePlanView["stages"] }): ReactNode {
  return (
    <ol className={`${classes.list} ${classes.steps}`} aria-label={label}>
      {stages.map(({ sentence }, index) => (
        <li key={sentence}>
          {index + 1}. {sentence}
        </li>
      ))}
    </ol>
  );
}
