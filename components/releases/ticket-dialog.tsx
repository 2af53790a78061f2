"use client";

import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { gateKeys } from "@/lib/gates/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { SetTrainTicketInput, TrainDetail, TrainStands } from "@/lib/releases/contract";
import { trainKeys } from "@/lib/releases/queries";

export type SetTicket = ServerAction<SetTrainTicketInput, TrainStands>;

export interface TicketDialogProps {
  readonly train: TrainDetail;
  readonly setTicket: SetTicket;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Names the change ticket of a release, or takes it away. */
export function TicketDialog(props: TicketDialogProps): ReactNode {
  const { train, isOpen, onClose } = props;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Change ticket of ${train.reference}`}>
      {isOpen ? <TicketForm {...props} /> : null}
    </Dialog>
  );
}

function TicketForm({ train, setTicket, onClose }: TicketDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const problem = useProblemForm({
    initialValues: { ticket: train.ticket?.key ?? "", reason: "" },
    async send({ ticket, reason }) {
      const key = ticket.trim();
      await callAction(setTicket, {
        id: train.id,
        revision: train.revision,
        ticket: key === "" ? null : key,
        reason,
      });
      await queryClient.invalidateQueries({ queryKey: trainKeys.all });
      await queryClient.invalidateQueries({ queryKey: gateKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="name the ticket" submitLabel="Save ticket" onClose={onClose}>
      <TextInput
        data-autofocus
        label="Change ticket"
        description="Counts for every service of the release where the gate lets it, from now on. Empty: none"
        placeholder="CHG0031245"
        maxLength={200}
        {...form.getInputProps("ticket")}
      />
      <TextInput
        label="Reason"
        required
        description="Stays in the audit log"
        maxLength={1_000}
        {...form.getInputProps("reason")}
      />
    </DialogForm>
  );
}
