"use client";

import { Checkbox, Select, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { EmergencyOutcome, EmergencyView } from "@/lib/emergencies/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { outcomeNames } from "./emergency-words";

export interface ReviewEmergencyProps {
  /** Null: closed. */
  readonly emergency: EmergencyView | null;
  readonly review: ServerAction<
    {
      readonly id: string;
      readonly outcome: EmergencyOutcome;
      readonly findings: string;
      readonly isObjectiveToChange: boolean;
    },
    EmergencyView
  >;
  readonly onClose: () => void;
}

/** Asks what came of an emergency release. */
export function ReviewEmergency(props: ReviewEmergencyProps): ReactNode {
  const { emergency, onClose } = props;
  return (
    <Dialog
      isOpen={emergency !== null}
      onClose={onClose}
      title={emergency ? `Review ${emergency.reference}` : "Review"}
    >
      {emergency ? <ReviewForm {...props} emergency={emergency} /> : null}
    </Dialog>
  );
}

const outcomes = Object.entries(outcomeNames).map(([value, label]) => ({ value, label }));

function ReviewForm({
  emergency,
  review,
  onClose,
}: ReviewEmergencyProps & { readonly emergency: EmergencyView }): ReactNode {
  const queryClient = useQueryClient();
  const problem = useProblemForm<{
    outcome: EmergencyOutcome | null;
    findings: string;
    isObjectiveToChange: boolean;
  }>({
    initialValues: { outcome: null, findings: "", isObjectiveToChange: false },
    async send({ outcome, ...values }) {
      // An outcome that was not chosen is refused by the server, by name.
      await callAction(review, { id: emergency.id, outcome: outcome as EmergencyOutcome, ...values });
      await queryClient.invalidateQueries({ queryKey: ["emergency"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="keep the review" submitLabel="Keep the review" onClose={onClose}>
      <Select
        data-autofocus
        label="What came of it"
        required
        allowDeselect={false}
        data={outcomes}
        {...form.getInputProps("outcome")}
      />
      <Textarea
        label="Findings"
        required
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2_000}
        {...form.getInputProps("findings")}
      />
      <Checkbox
        label="The objective should be looked at again"
        {...form.getInputProps("isObjectiveToChange", { type: "checkbox" })}
      />
    </DialogForm>
  );
}
