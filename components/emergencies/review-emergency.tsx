"use client";

import { Button, Checkbox, Group, Modal, Select, Stack, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
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
    <Modal
      opened={emergency !== null}
      onClose={onClose}
      title={emergency ? `Review ${emergency.reference}` : "Review"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {emergency ? <ReviewForm {...props} emergency={emergency} /> : null}
    </Modal>
  );
}

const outcomes = Object.entries(outcomeNames).map(([value, label]) => ({ value, label }));

function ReviewForm({
  emergency,
  review,
  onClose,
}: ReviewEmergencyProps & { readonly emergency: EmergencyView }): ReactNode {
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<{
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
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
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
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="keep the review" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Keep the review
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
