"use client";

import { Button, Checkbox, Group, Modal, Select, Stack, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
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
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Review ${waiver.reference}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {isOpen ? <ReviewForm {...props} /> : null}
    </Modal>
  );
}

const outcomes = Object.entries(outcomeNames).map(([value, label]) => ({ value, label }));

function ReviewForm({ waiver, review, onClose }: ReviewWaiverProps): ReactNode {
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<{
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
          label="The rule or objective itself should change"
          {...form.getInputProps("isRuleToChange", { type: "checkbox" })}
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
