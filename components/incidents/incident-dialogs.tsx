"use client";

import { Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { CandidateView, IncidentDetail, LinkVerdict } from "@/lib/incidents/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";

export interface IncidentActions {
  readonly link: ServerAction<
    { readonly id: string; readonly deploymentId: string; readonly verdict: LinkVerdict; readonly reason: string },
    IncidentDetail
  >;
  readonly duplicate: ServerAction<
    { readonly id: string; readonly originalId: string | null; readonly reason: string },
    IncidentDetail
  >;
}

/** What a person wants to say of a candidate. */
export interface WantedVerdict {
  readonly candidate: CandidateView;
  readonly verdict: LinkVerdict;
}

interface LinkDialogProps {
  readonly incident: IncidentDetail;
  readonly wanted: WantedVerdict | null;
  readonly onClose: () => void;
  readonly link: IncidentActions["link"];
}

const labels: Readonly<Record<LinkVerdict, (name: string) => string>> = {
  caused: (name) => `Say that ${name} caused it`,
  not_caused: (name) => `Say that ${name} did not cause it`,
  undecided: (name) => `Leave ${name} to the rule`,
};

const effects: Readonly<Record<LinkVerdict, string>> = {
  caused: "The incident counts against this deployment, whatever the rule would find.",
  not_caused: "The rule leaves this deployment out and decides among the others.",
  undecided: "What a person said of this deployment no longer holds; the rule decides again.",
};

/** Asks for a reason before what caused an incident is corrected. */
export function LinkDialog({ incident, wanted, onClose, link }: LinkDialogProps): ReactNode {
  const queryClient = useQueryClient();
  // The last one stays on the screen while the dialog closes.
  const [shown, setShown] = useState(wanted);
  if (wanted && wanted !== shown) setShown(wanted);
  if (!shown) return null;
  const { candidate, verdict } = shown;
  async function confirm(reason: string): Promise<void> {
    await callAction(link, { id: incident.id, deploymentId: candidate.id, verdict, reason });
    await queryClient.invalidateQueries({ queryKey: ["incident"] });
    await queryClient.invalidateQueries({ queryKey: ["deployment"] });
  }
  return (
    <ConfirmAction
      isOpen={wanted !== null}
      onClose={onClose}
      label={labels[verdict](candidate.name)}
      changes={effects[verdict]}
      where={incident.title}
      blastRadius="Failure rate and recovery time of the service, from now on. What was reported for a date before stays."
      tone="neutral"
      onConfirm={confirm}
    />
  );
}

interface DuplicateDialogProps {
  readonly incident: IncidentDetail;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly duplicate: IncidentActions["duplicate"];
}

/** Names the original of a duplicate, or takes that back. */
export function DuplicateDialog(props: DuplicateDialogProps): ReactNode {
  const { isOpen, onClose } = props;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Is it a duplicate?">
      {isOpen ? <DuplicateForm {...props} /> : null}
    </Dialog>
  );
}

interface DuplicateValues extends Record<string, unknown> {
  originalId: string;
  reason: string;
}

function DuplicateForm({ incident, onClose, duplicate }: DuplicateDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const problem = useProblemForm<DuplicateValues>({
    initialValues: { originalId: incident.original?.id ?? "", reason: "" },
    async send({ originalId, reason }) {
      // An address of an incident's page may be pasted as well as its id.
      const id = originalId.trim().split("/").at(-1) || null;
      await callAction(duplicate, { id: incident.id, originalId: id, reason });
      await queryClient.invalidateQueries({ queryKey: ["incident"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="save it" submitLabel="Save" onClose={onClose}>
      <TextInput
        data-autofocus
        label="Original"
        description="The id or address of the incident that this one repeats. Empty: it is none."
        placeholder="inc_…"
        {...form.getInputProps("originalId")}
      />
      <Textarea label="Reason" required autosize minRows={2} maxLength={1_000} {...form.getInputProps("reason")} />
    </DialogForm>
  );
}
