"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ObjectiveDetail, ObjectiveView } from "@/lib/slos/contract";
import type { CriterionView, StepPlanView } from "@/lib/slos/step-plan-contract";
import classes from "./slos.module.css";
import type { StepPlanDialogProps } from "./step-plan-dialog";

const StepPlanDialog = dynamic(() => import("./step-plan-dialog").then((module) => module.StepPlanDialog), {
  ssr: false,
});

export interface StepPlanPanelProps extends Pick<StepPlanDialogProps, "setPlan"> {
  readonly objective: ObjectiveDetail;
  readonly canWrite: boolean;
  readonly takeStep: ServerAction<
    { readonly slug: string; readonly revision: number; readonly reason: string },
    ObjectiveView
  >;
}

/** By which steps the target moves, and what the next one waits for. */
export function StepPlanPanel({ objective, canWrite, setPlan, takeStep }: StepPlanPanelProps): ReactNode {
  const { stepPlan } = objective;
  const [isEditing, setIsEditing] = useState(false);
  const wasEdited = useEverTrue(isEditing);
  const missing = objective.retiredAt !== null ? "It was retired." : canWrite ? null : `Needs ${whoMay("slo:write")}.`;
  return (
    <Panel
      title="Steps to the goal"
      description={answerOf(objective)}
      isFlush
      actions={
        <DisabledReason reason={missing}>
          <Button variant="default" size="xs" onClick={() => setIsEditing(true)}>
            {stepPlan ? "Change plan" : "Plan steps"}
          </Button>
        </DisabledReason>
      }
    >
      {stepPlan ? (
        <Steps plan={stepPlan} objective={objective} missing={missing} takeStep={takeStep} />
      ) : (
        <EmptyState
          kind="nothing_yet"
          title="No plan"
          description="Plan the target in steps from what it is now to the goal: each when the data shows that it can be kept."
        />
      )}
      {wasEdited ? (
        <StepPlanDialog
          objective={objective}
          isOpen={isEditing}
          onClose={() => setIsEditing(false)}
          setPlan={setPlan}
        />
      ) : null}
    </Panel>
  );
}

function answerOf({ stepPlan, definition }: ObjectiveDetail): string {
  if (!stepPlan) return "The target is changed in one go.";
  const { next, goalPercent } = stepPlan;
  if (!next) return `The goal of ${goalPercent} % is reached.`;
  const now = `${definition.targetPercent} % now, ${goalPercent} % is the goal.`;
  if (next.isProposed) return `${now} The step to ${next.targetPercent} % is proposed.`;
  const open = next.criteria.filter(({ state }) => state !== "met").length;
  return `${now} The step to ${next.targetPercent} % waits for ${open === 1 ? "one thing" : `${open} things`}.`;
}

const stepBadges = {
  taken: { status: "healthy", label: "Taken" },
  next: { status: "neutral", label: "Next" },
  later: { status: "neutral", label: "Later" },
} as const;

const criterionBadges: Readonly<
  Record<CriterionView["state"], { status: "healthy" | "at_risk" | "no_data"; label: string }>
> = {
  met: { status: "healthy", label: "Met" },
  not_met: { status: "at_risk", label: "Not met" },
  unknown: { status: "no_data", label: "Unknown" },
};

interface StepsProps extends Pick<StepPlanPanelProps, "objective" | "takeStep"> {
  readonly plan: StepPlanView;
  readonly missing: string | null;
}

function Steps({ plan, objective, missing, takeStep }: StepsProps): ReactNode {
  const [isTaking, setIsTaking] = useState(false);
  const { next, savedBy, savedAt, reason, version } = plan;
  const waits = next && !next.isProposed ? "Its criteria are not all met." : null;
  return (
    <>
      <ul className={classes.list} aria-label="Steps">
        {plan.steps.map((step) => (
          <li key={step.targetPercent} className={classes.row}>
            <span className={classes.name}>
              <span>
                <strong className={classes.number}>{step.targetPercent} %</strong>{" "}
                <StatusBadge {...stepBadges[step.state]} />{" "}
                <span className={classes.muted}>not before {step.from}</span>
              </span>
              <span className={classes.sentence}>{step.capability}</span>
              {step.state === "next" && next ? <Criteria criteria={next.criteria} /> : null}
            </span>
            {step.state === "next" ? (
              <DisabledReason reason={missing ?? waits}>
                <Button size="xs" onClick={() => setIsTaking(true)}>
                  Take step to {step.targetPercent} %
                </Button>
              </DisabledReason>
            ) : null}
          </li>
        ))}
        <li className={classes.row}>
          <span className={classes.muted}>
            Plan version {version} by {savedBy}, <Time atMs={Date.parse(savedAt)} />: {reason}
          </span>
        </li>
      </ul>
      <TakeStep
        objective={objective}
        plan={plan}
        takeStep={takeStep}
        isOpen={isTaking}
        onClose={() => setIsTaking(false)}
      />
    </>
  );
}

function Criteria({ criteria }: { readonly criteria: readonly CriterionView[] }): ReactNode {
  return (
    <ul className={classes.list} aria-label="What it waits for">
      {criteria.map(({ kind, state, sentence }) => (
        <li key={kind} className={classes.sentence}>
          <StatusBadge {...criterionBadges[state]} /> {sentence}
        </li>
      ))}
    </ul>
  );
}

function TakeStep(props: {
  readonly objective: ObjectiveDetail;
  readonly plan: StepPlanView;
  readonly takeStep: StepPlanPanelProps["takeStep"];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const { objective, plan, takeStep, isOpen, onClose } = props;
  const queryClient = useQueryClient();
  const { slug, name, revision, service, environment, definition } = objective;
  async function confirm(reason: string): Promise<void> {
    await callAction(takeStep, { slug, revision, reason });
    await queryClient.invalidateQueries({ queryKey: ["objective"] });
  }
  return (
    <ConfirmAction
      isOpen={isOpen}
      onClose={onClose}
      label={`Raise ${name} to ${plan.next?.targetPercent ?? ""} %`}
      changes={`The target moves from ${definition.targetPercent} % to ${plan.next?.targetPercent ?? ""} %. Alerts and policies look at the new one from now on.`}
      where={`${service.name} in ${environment.name}`}
      blastRadius="This objective, and those that are made of it or stand on it."
      doesNotUndo="The version before stays on record. Everybody signs anew."
      isReasonRequired
      onConfirm={confirm}
    />
  );
}
