"use client";

import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction } from "@/lib/platform/http/action-client";
import type { ReservationView } from "@/lib/reservations/contract";
import { lengthWords } from "@/lib/reservations/domain/reservation-words";
import type { ReservationCommands } from "./reservation-commands";

export interface ExtendDialogProps extends Pick<ReservationCommands, "extend"> {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly one: ReservationView;
}

/** Asks until when one is held longer. */
export function ExtendDialog(props: ExtendDialogProps): ReactNode {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={`Extend ${props.one.reference}`}>
      {props.isOpen ? <ExtendForm {...props} /> : null}
    </Dialog>
  );
}

function ExtendForm({ one, onClose, extend }: ExtendDialogProps): ReactNode {
  const zone = useTimeZone();
  const queryClient = useQueryClient();
  const endMs = Date.parse(one.slot?.endsAt ?? one.wish.endsAt);
  // The minute counts, so that no part of what was lost is missing.
  const lostMs = Math.ceil((one.preparation?.delayMs ?? 0) / 60_000) * 60_000;
  const problem = useProblemForm({
    initialValues: { endsAt: toWallClock(endMs + (lostMs > 0 ? lostMs : 3_600_000), zone) },
    async send({ endsAt }) {
      const at = fromWallClock(endsAt, zone);
      const endsIso = at === null ? "" : new Date(at).toISOString();
      await callAction(extend, { id: one.id, endsAt: endsIso, timeZone: zone });
      await queryClient.invalidateQueries({ queryKey: ["reservation"] });
      onClose();
    },
  });
  return (
    <DialogForm problem={problem} doing="extend it" submitLabel="Extend" onClose={onClose}>
      <TextInput
        data-autofocus
        type="datetime-local"
        label={`Ends (${zone})`}
        description={`As long as nobody loses what they hold or are promised.${lostMs > 0 ? ` Its data was ${lengthWords(lostMs)} late: so much is offered.` : ""}`}
        required
        {...problem.form.getInputProps("endsAt")}
      />
    </DialogForm>
  );
}
