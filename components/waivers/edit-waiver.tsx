"use client";

import { Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { WaiverDetail } from "@/lib/waivers/contract";
import { toInstant } from "./waiver-form";
import classes from "./waivers.module.css";

export interface EditWaiverGiven {
  readonly id: string;
  readonly revision: number;
  readonly justification: string;
  readonly risk: string;
  readonly mitigation: string;
  readonly sunset: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason: string;
}

export interface EditWaiverProps {
  readonly waiver: WaiverDetail;
  readonly edit: ServerAction<EditWaiverGiven, WaiverDetail>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Changes what a waiver says, and tells what that costs. */
export function EditWaiver(props: EditWaiverProps): ReactNode {
  const { isOpen, onClose, waiver } = props;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Edit ${waiver.reference}`} size="lg">
      {isOpen ? <EditForm {...props} /> : null}
    </Dialog>
  );
}

function EditForm({ waiver, edit, onClose }: EditWaiverProps): ReactNode {
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const { justification, risk, mitigation } = waiver;
  const problem = useProblemForm({
    initialValues: {
      ...{ justification, risk, mitigation },
      sunset: waiver.sunset ?? "",
      startsAt: toWallClock(Date.parse(waiver.startsAt), zone),
      endsAt: toWallClock(Date.parse(waiver.endsAt), zone),
      reason: "",
    },
    async send(values) {
      const times = { startsAt: toInstant(values.startsAt, zone), endsAt: toInstant(values.endsAt, zone) };
      const sunset = values.sunset.trim() || null;
      await callAction(edit, { ...values, sunset, ...times, id: waiver.id, revision: waiver.revision });
      await queryClient.invalidateQueries({ queryKey: ["waiver"] });
      onClose();
    },
  });
  const { form } = problem;
  const area = { required: true, autosize: true, minRows: 2, maxRows: 8, maxLength: 2_000 } as const;
  return (
    <DialogForm
      problem={problem}
      doing="save the waiver"
      submitLabel={<>Save revision {waiver.revision + 1}</>}
      onClose={onClose}
    >
      <p className={classes.prose}>
        Any change is a new revision without approvals
        {waiver.state === "in_force" ? ", and the rule holds again" : ""}. You cannot approve it afterwards.
      </p>
      <Textarea data-autofocus {...area} label="Why the rule should be bent" {...form.getInputProps("justification")} />
      <Textarea {...area} label="What can go wrong meanwhile" {...form.getInputProps("risk")} />
      <Textarea {...area} label="What is done against it" {...form.getInputProps("mitigation")} />
      <Textarea {...area} required={false} label="When it is never needed again" {...form.getInputProps("sunset")} />
      <div className={classes.pair}>
        <TextInput type="datetime-local" label={`Starts (${zone})`} required {...form.getInputProps("startsAt")} />
        <TextInput type="datetime-local" label={`Ends (${zone})`} required {...form.getInputProps("endsAt")} />
      </div>
      <Textarea {...area} maxLength={1_000} label="Reason for the change" {...form.getInputProps("reason")} />
    </DialogForm>
  );
}
