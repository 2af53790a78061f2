"use client";

import { Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
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
    <Dialog isOpen={isOpen} onClose={onClose} title={`Renew ${waiver.reference}`}>
      {isOpen ? <RenewForm {...props} /> : null}
    </Dialog>
  );
}

function RenewForm({ waiver, renew, onClose, onRenewed }: RenewWaiverProps): ReactNode {
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const from = Math.max(nowMs, Date.parse(waiver.endsAt));
  const problem = useProblemForm({
    initialValues: { endsAt: toWallClock(from + 86_400_000, zone), reason: "" },
    async send({ endsAt, reason }) {
      const made = await callAction(renew, { id: waiver.id, endsAt: toInstant(endsAt, zone), reason });
      await queryClient.invalidateQueries({ queryKey: ["waiver"] });
      onClose();
      onRenewed(made);
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="renew the waiver" submitLabel="Ask for a renewal" onClose={onClose}>
      <p className={classes.prose}>
        That is a waiver of its own, which begins when this one ends and needs its own approvals. Three renewals without
        a pause of 30 days are allowed.
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
    </DialogForm>
  );
}
