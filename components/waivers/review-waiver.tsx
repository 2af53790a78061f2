"use client";

import { Checkbox, Select, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { callAction } from "@/lib/platform/http/action-client";
import type { WaiverDetail, WaiverOutcome } from "@/lib/waivers/contract";
import type { WaiverCommands } from "./waiver-actions";
import { outcomeNames } from "./waiver-words";

export interface ReviewWaiverProps {
  readonly waiver: WaiverDetail;
  readonly review: WaiverCommands["review"];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks what came of a waiver that is over. */
export function ReviewWaiver(props: ReviewWaiverProps): ReactNode {
  const { isOpen, onClose, waiver } = props;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Review ${waiver.reference}`}>
      {isOpen ? <ReviewForm {...props} /> : null}
    </Dialog>
  );
}

const outcomes = Object.entries(outcomeNames).map(([value, label]) => ({ value, label }));

function ReviewForm({ waiver, review, onClose }: ReviewWaiverProps): ReactNode {
  const queryClient = useQueryClient();
  const problem = useProblemForm<{
    outcome: WaiverOutcome | null;
    findings: string;
    isRuleToChange: boolean;
  }>({
    initialValues: { outcome: null, findings: "", isRuleToChange: false },
    async send({ outcome, ...values }) {
      // An outcome that was not chosen is refused by the server, by name.
      await callAction(review, { id: waiver.id, outcome: outcome as WaiverOutcome, ...values });
      await queryClient.invalidateQueries({ queryKey: ["waiver"] });
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
        label="The rule or objective itself should change"
        {...form.getInputProps("isRuleToChange", { type: "checkbox" })}
      />
    </DialogForm>
  );
}
