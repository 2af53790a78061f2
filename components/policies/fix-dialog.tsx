"use client";

import { Select, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { fetchIncidents, incidentKeys } from "@/lib/incidents/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ReleasedRollout } from "@/lib/policies/contract";
import { budgetPolicyKeys } from "@/lib/policies/queries";

export interface FixDialogProps {
  readonly rolloutId: string;
  readonly service: string;
  readonly nameFix: ServerAction<
    { readonly id: string; readonly incidentId: string; readonly reason: string },
    ReleasedRollout
  >;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Says which open incident a held rollout mends: some freezes let that through. */
export function FixDialog(props: FixDialogProps): ReactNode {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="It fixes an incident">
      {props.isOpen ? <FixForm {...props} /> : null}
    </Dialog>
  );
}

interface FixValues extends Record<string, unknown> {
  incidentId: string | null;
  reason: string;
}

function FixForm({ rolloutId, service, nameFix, onClose }: FixDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const filter = { service, state: "open" };
  const incidents = useQuery({
    queryKey: incidentKeys.list(filter),
    queryFn: ({ signal }) => fetchIncidents(filter, signal),
  });
  const problem = useProblemForm<FixValues>({
    initialValues: { incidentId: null, reason: "" },
    async send({ incidentId, reason }) {
      await callAction(nameFix, { id: rolloutId, incidentId: incidentId ?? "", reason });
      await queryClient.invalidateQueries({ queryKey: budgetPolicyKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  const choices = incidents.data?.items.map(({ id, externalKey, title }) => ({
    value: id,
    label: `${externalKey}: ${title}`,
  }));
  return (
    <DialogForm problem={problem} doing="name the incident" submitLabel="Name the incident" onClose={onClose}>
      <Select
        data-autofocus
        label="Open incident of this service"
        required
        searchable
        data={choices ?? []}
        nothingFoundMessage="No incident of this service is open."
        {...form.getInputProps("incidentId")}
      />
      <Textarea
        label="How it fixes it"
        required
        description="Goes to the audit log. A policy may still hold it: not every freeze exempts fixes."
        maxLength={1_000}
        {...form.getInputProps("reason")}
      />
    </DialogForm>
  );
}
