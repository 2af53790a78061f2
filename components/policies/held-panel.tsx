"use client";

import { Button, Select, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { fetchIncidents, incidentKeys } from "@/lib/incidents/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { BudgetGate, ReleasedRollout } from "@/lib/policies/contract";
import { budgetPolicyKeys, fetchRolloutGate } from "@/lib/policies/queries";
import { GateReasons } from "./gate-panel";
import classes from "./policies.module.css";

export interface HeldPanelProps {
  readonly rolloutId: string;
  readonly service: string;
  readonly held: readonly string[];
  readonly approve: ServerAction<{ readonly id: string; readonly reason: string }, ReleasedRollout>;
  readonly nameFix: ServerAction<
    { readonly id: string; readonly incidentId: string; readonly reason: string },
    ReleasedRollout
  >;
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
      <Dialog isOpen={open === "fix"} onClose={() => setOpen(null)} title="It fixes an incident">
        {open === "fix" ? <FixForm {...props} onClose={() => setOpen(null)} /> : null}
      </Dialog>
    </div>
  );
}

interface FixValues extends Record<string, unknown> {
  incidentId: string | null;
  reason: string;
}

function FixForm({
  rolloutId,
  service,
  nameFix,
  onClose,
}: HeldPanelProps & { readonly onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const filter = { service, state: "open" };
  const incidents = useQuery({
    queryKey: incidentKeys.list(filter),
    queryFn: ({ signal }) => fetchIncidents(filter, signal),
  });
  const problem = useProblemForm<FixValues>({
    initialValues: { incidentId: null, reason: "" },
    async send({ incidentId, reason }) {
      await callAction(nameFix, { id: rolloutId, incidentId: incidentId ?? "", reason });
      await queryClient.invalidateQueries({ queryKey: budgetPolicyKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  const choices = incidents.data?.items.map(({ id, externalKey, title }) => ({
    value: id,
    label: `${externalKey}: ${title}`,
  }));
  return (
    <DialogForm problem={problem} doing="name the incident" submitLabel="Name the incident" onClose={onClose}>
      <Select
        data-autofocus
        label="Open incident of this service"
        required
        searchable
        data={choices ?? []}
        nothingFoundMessage="No incident of this service is open."
        {...form.getInputProps("incidentId")}
      />
      <Textarea
        label="How it fixes it"
        required
        description="Goes to the audit log. A policy may still hold it: not every freeze exempts fixes."
        maxLength={1_000}
        {...form.getInputProps("reason")}
      />
    </DialogForm>
  );
}
