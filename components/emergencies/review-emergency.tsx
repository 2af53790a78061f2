"use client";

import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { EmergencyOutcome, EmergencyView } from "@/lib/emergencies/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { fetchObjectives, objectiveKeys } from "@/lib/slos/queries";
import classes from "./emergencies.module.css";
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
      readonly proposal?: { readonly objective: string; readonly targetPercent: string };
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
    proposal: { objective: string | null; targetPercent: string };
  }>({
    initialValues: {
      ...{ outcome: null, findings: "", isObjectiveToChange: false },
      proposal: { objective: null, targetPercent: "" },
    },
    async send({ outcome, proposal: { objective, targetPercent }, ...values }) {
      const proposal = objective === null ? {} : { proposal: { objective, targetPercent: targetPercent.trim() } };
      // An outcome that was not chosen is refused by the server, by name.
      await callAction(review, { id: emergency.id, outcome: outcome as EmergencyOutcome, ...values, ...proposal });
      await queryClient.invalidateQueries({ queryKey: ["emergency"] });
      onClose();
    },
  });
  const { form } = problem;
  const place = { service: emergency.service.slug, environment: emergency.environment.slug };
  const known = useQuery({
    queryKey: objectiveKeys.list(place),
    queryFn: ({ signal }) => fetchObjectives(place, signal),
  });
  const objectives = (known.data?.items ?? []).map(({ slug, name, definition }) => ({
    value: slug,
    label: `${name}, now ${definition.targetPercent} %`,
  }));
  return (
    <DialogForm problem={problem} doing="keep the review" submitLabel="Keep the review" onClose={onClose}>
      <div className={classes.about}>
        <strong>
          {emergency.service.name}
          {emergency.rollout ? ` ${emergency.rollout.version}` : `, flag ${emergency.flag?.key ?? ""},`} in{" "}
          {emergency.environment.name}
        </strong>
        <span className={classes.muted}>{emergency.reason}</span>
      </div>
      <Select
        data-autofocus
        label="What came of it"
        placeholder="Choose"
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
      <Select
        label="Propose another target of"
        description="Somebody else signs or declines it"
        placeholder="No objective"
        clearable
        clearButtonProps={{ "aria-label": "No objective" }}
        data={objectives}
        {...form.getInputProps("proposal.objective")}
      />
      {form.getValues().proposal.objective === null ? null : (
        <TextInput
          label="Target (%)"
          required
          placeholder="99.5"
          maxLength={10}
          {...form.getInputProps("proposal.targetPercent")}
        />
      )}
    </DialogForm>
  );
}
