"use client";

import { Select, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { EmergencyView } from "@/lib/emergencies/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./emergencies.module.css";

type Decision = "signed" | "declined";

export interface DecideProposalProps {
  /** Null: closed. */
  readonly emergency: EmergencyView | null;
  readonly decide: ServerAction<
    { readonly id: string; readonly decision: Decision; readonly note: string },
    EmergencyView
  >;
  readonly onClose: () => void;
}

/** Asks whether the target that a review proposes becomes the objective's next version. */
export function DecideProposal(props: DecideProposalProps): ReactNode {
  const { emergency, onClose } = props;
  return (
    <Dialog
      isOpen={emergency !== null}
      onClose={onClose}
      title={emergency ? `What the review of ${emergency.reference} proposes` : "Proposal"}
    >
      {emergency?.proposal ? <DecideForm {...props} emergency={emergency} /> : null}
    </Dialog>
  );
}

function DecideForm({
  emergency,
  decide,
  onClose,
}: DecideProposalProps & { readonly emergency: EmergencyView }): ReactNode {
  const queryClient = useQueryClient();
  const isOvertaken = emergency.proposal?.state === "overtaken";
  const problem = useProblemForm<{ decision: Decision; note: string }>({
    initialValues: { decision: isOvertaken ? "declined" : "signed", note: "" },
    async send({ decision, note }) {
      await callAction(decide, { id: emergency.id, decision, note });
      await queryClient.invalidateQueries({ queryKey: ["emergency"] });
      await queryClient.invalidateQueries({ queryKey: ["objective"] });
      onClose();
    },
  });
  const { form } = problem;
  const { proposal, review } = emergency;
  return (
    <DialogForm
      problem={problem}
      doing="keep the decision"
      submitLabel={form.getValues().decision === "signed" ? "Sign the target" : "Decline the target"}
      onClose={onClose}
    >
      <div className={classes.about}>
        <strong>{proposal?.objective.name}</strong>
        <span>
          {proposal?.toPercent} % in the place of {proposal?.fromPercent} %
        </span>
        <span className={classes.muted}>
          Proposed by {review?.reviewedBy}: {review?.findings}
        </span>
        {isOvertaken ? <span>The objective was changed since, so that it can only be declined.</span> : null}
      </div>
      <Select
        data-autofocus
        label="Decision"
        required
        allowDeselect={false}
        data={[
          { value: "signed", label: "Sign: it becomes the next version", disabled: isOvertaken },
          { value: "declined", label: "Decline: the objective stays as it is" },
        ]}
        {...form.getInputProps("decision")}
      />
      <Textarea
        label="Why"
        required
        description="Stays with the version and with the emergency"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_000}
        {...form.getInputProps("note")}
      />
    </DialogForm>
  );
}
