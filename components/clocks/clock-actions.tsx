"use client";

import { Button, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { ClockDetail } from "@/lib/clocks/contract";
import { clockKeys } from "@/lib/clocks/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { minutesWords } from "./clock-words";

interface PauseFields {
  readonly id: string;
  readonly revision: number;
  readonly reason: string;
  readonly evidenceUrl?: string;
  readonly note?: string;
}

export interface ClockCommands {
  readonly pause: ServerAction<PauseFields, ClockDetail>;
  readonly resume: ServerAction<{ readonly id: string; readonly revision: number; readonly note: string }, ClockDetail>;
}

export interface ClockActionsProps extends ClockCommands {
  readonly clock: ClockDetail;
  readonly canPause: boolean;
}

/** Pause a running clock, or resume a paused one. */
export function ClockActions({ clock, canPause, pause, resume }: ClockActionsProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const queryClient = useQueryClient();
  const isPaused = clock.resumesAt !== null && clock.stoppedAt === null;
  const close = () => setIsOpen(false);
  const { id, revision } = clock;
  return (
    <>
      <DisabledReason reason={canPause ? hindrance(clock, isPaused) : `Needs ${whoMay("clock:pause")}.`}>
        <Button variant="default" onClick={() => setIsOpen(true)}>
          {isPaused ? "Resume" : "Pause"}
        </Button>
      </DisabledReason>
      <Dialog isOpen={isOpen && !isPaused} onClose={close} title="Pause this clock">
        {isOpen && !isPaused ? <PauseForm clock={clock} pause={pause} onClose={close} /> : null}
      </Dialog>
      <ConfirmAction
        isOpen={isOpen && isPaused}
        onClose={close}
        label="Resume this clock"
        changes="It counts again from now on."
        where={clock.title}
        blastRadius="This clock alone"
        doesNotUndo="The time of the pause stays taken out."
        tone="neutral"
        isReasonRequired
        onConfirm={async (note) => {
          await callAction(resume, { id, revision, note });
          await queryClient.invalidateQueries({ queryKey: clockKeys.all });
        }}
      />
    </>
  );
}

function hindrance(clock: ClockDetail, isPaused: boolean): string | null {
  if (isPaused) return null;
  if (clock.stoppedAt !== null || clock.status === "void") return "It does not run any more.";
  if (clock.status === "breached") return "It is breached already; a pause takes nothing back.";
  if (clock.startedAt === null) return "It has not started.";
  if (clock.pauseRules.length === 0) return "Its definition allows no pauses.";
  return clock.pausesLeft === 0 ? "It was paused as often as its definition allows." : null;
}

interface PauseFormProps extends Pick<ClockCommands, "pause"> {
  readonly clock: ClockDetail;
  readonly onClose: () => void;
}

function PauseForm({ clock, pause, onClose }: PauseFormProps): ReactNode {
  const queryClient = useQueryClient();
  const problem = useProblemForm({
    initialValues: { reason: clock.pauseRules[0]?.reason ?? "", evidenceUrl: "", note: "" },
    async send({ reason, evidenceUrl, note }) {
      const more = { ...(evidenceUrl ? { evidenceUrl } : {}), ...(note ? { note } : {}) };
      await callAction(pause, { id: clock.id, revision: clock.revision, reason, ...more });
      await queryClient.invalidateQueries({ queryKey: clockKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  const rule = clock.pauseRules.find(({ reason }) => reason === form.getValues().reason);
  return (
    <DialogForm problem={problem} doing="pause the clock" submitLabel="Pause clock" onClose={onClose}>
      <Select
        data-autofocus
        label="Reason"
        required
        allowDeselect={false}
        data={clock.pauseRules.map(({ reason }) => reason)}
        description={rule ? `It resumes by itself after ${minutesWords(rule.capMinutes)}` : undefined}
        {...form.getInputProps("reason")}
      />
      <TextInput
        label="Evidence"
        required={rule?.needsEvidence ?? false}
        description="Address of what shows the reason: a ticket of the vendor, a message of the customer"
        placeholder="https://"
        {...form.getInputProps("evidenceUrl")}
      />
      <TextInput label="Note" maxLength={1_000} {...form.getInputProps("note")} />
    </DialogForm>
  );
}
