"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { BudgetGate, ReleasedRollout } from "@/lib/policies/contract";
import { budgetPolicyKeys, fetchRolloutGate } from "@/lib/policies/queries";
import type { FixDialogProps } from "./fix-dialog";
import { GateReasons } from "./gate-panel";
import classes from "./policies.module.css";

// Fetched when it is opened first: few rollouts are held, and fewer mend an incident.
const FixDialog = dynamic(() => import("./fix-dialog").then((module) => module.FixDialog), { ssr: false });

export interface HeldPanelProps extends Pick<FixDialogProps, "rolloutId" | "service" | "nameFix"> {
  readonly held: readonly string[];
  readonly approve: ServerAction<{ readonly id: string; readonly reason: string }, ReleasedRollout>;
}

const pollMs = 15_000;

/** What error-budget policies say about a rollout, and what can be done about it. Nothing where no policy says anything. */
export function HeldPanel(props: HeldPanelProps): ReactNode {
  const { rolloutId } = props;
  const gate = useQuery({
    queryKey: budgetPolicyKeys.rolloutGate(rolloutId),
    queryFn: ({ signal }) => fetchRolloutGate(rolloutId, signal),
    refetchInterval: pollMs,
  });
  if (gate.error && !gate.data)
    return <ErrorState error={gate.error} doing="ask the budget policies" onRetry={() => void gate.refetch()} />;
  if (!gate.data || gate.data.reasons.length === 0) return null;
  const answers = {
    go: "Error budgets let it go on.",
    held: "A budget policy holds it. It can be rolled back at any time.",
    undetermined: "A budget is undetermined, so nothing goes on. It can be rolled back at any time.",
  } as const;
  return (
    <Panel title="Error budgets" description={answers[gate.data.verdict]} isFlush>
      <GateReasons gate={gate.data} />
      <Ways {...props} gate={gate.data} />
    </Panel>
  );
}

function Ways(props: HeldPanelProps & { readonly gate: BudgetGate }): ReactNode {
  const { gate, held, rolloutId, approve } = props;
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<"approve" | "fix" | null>(null);
  const isFixWanted = useEverTrue(open === "fix");
  const holding = gate.reasons.filter(({ isHolding }) => isHolding);
  if (holding.length === 0) return null;
  const canApprove = holding.some(({ code }) => code === "budget_approval");
  return (
    <div className={classes.buttons}>
      {canApprove ? (
        <DisabledReason reason={held.includes("rollout:approve") ? null : `Needs ${whoMay("rollout:approve")}.`}>
          <Button size="xs" onClick={() => setOpen("approve")}>
            Approve in spite of the budget
          </Button>
        </DisabledReason>
      ) : null}
      <DisabledReason reason={held.includes("rollout:control") ? null : `Needs ${whoMay("rollout:control")}.`}>
        <Button size="xs" variant="default" onClick={() => setOpen("fix")}>
          It fixes an incident
        </Button>
      </DisabledReason>
      <ConfirmAction
        isOpen={open === "approve"}
        onClose={() => setOpen(null)}
        label="Approve in spite of the budget"
        changes="The rollout goes on although little of the error budget is left."
        where={holding.map(({ objective }) => objective).join(", ")}
        blastRadius="This rollout only."
        doesNotUndo="It lifts no freeze; that takes a waiver."
        tone="neutral"
        isReasonRequired
        onConfirm={async (reason) => {
          await callAction(approve, { id: rolloutId, reason });
          await queryClient.invalidateQueries({ queryKey: budgetPolicyKeys.all });
        }}
      />
      {isFixWanted ? (
        <FixDialog
          rolloutId={rolloutId}
          service={props.service}
          nameFix={props.nameFix}
          isOpen={open === "fix"}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </div>
  );
}
