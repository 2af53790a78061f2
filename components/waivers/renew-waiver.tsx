"use client";

import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { useNowMs } from "@/components/feedback/now";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { WaiverDetail } from "@/lib/waivers/contract";
import { toInstant } from "./waiver-form";
import classes from "./waivers.module.css";

export interface RenewWaiverProps {
  readonly waiver: WaiverDetail;
  readonly renew: ServerAction<{ readonly id: string; readonly endsAt: string; readonly reason: string }, WaiverDetail>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onRenewed: (made: WaiverDetail) => void;
}

/** Asks for the same once more. */
export function RenewWaiver(props: RenewWaiverProps): ReactNode {
  const { isOpen, onClose, waiver } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Renew ${waiver.reference}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {isOpen ? <RenewForm {...props} /> : null}
    </Modal>
  );
}

function RenewForm({ waiver, renew, onClose, onRenewed }: RenewWaiverProps): ReactNode {
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const from = Math.max(nowMs, Date.parse(waiver.endsAt));
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { endsAt: toWallClock(from + 86_400_000, zone), reason: "" },
    async send({ endsAt, reason }) {
      const made = await callAction(renew, { id: waiver.id, endsAt: toInstant(endsAt, zone), reason });
      await queryClient.invalidateQueries({ queryKey: ["waiver"] });
      onClose();
      onRenewed(made);
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <p className={classes.prose}>
          That is a waiver of its own, which begins when this one ends and needs its own approvals. Three renewals
          without a pause of 30 days are allowed.
        </p>
        <TextInput
          data-autofocus
          type="datetime-local"
          label={`Ends (${zone})`}
          required
          {...form.getInputProps("endsAt")}
        />
        <Textarea
          label="Why it is still needed"
          required
          autosize
          minRows={2}
          maxLength={1_000}
          {...form.getInputProps("reason")}
        />
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="renew the waiver" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Ask for a renewal
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
