"use client";

import { NumberInput, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { dependencyKeys } from "@/lib/dependencies/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";

export interface IgnoreGiven {
  readonly consumer: string;
  readonly provider: string | null;
  readonly environment: string | null;
  readonly reason: string;
  readonly until: string;
}

export type IgnoreNeed = ServerAction<IgnoreGiven, { readonly id: string; readonly until: string }>;

export interface IgnoreDialogProps {
  readonly ignore: IgnoreNeed;
  /** The need; null when closed. */
  readonly need: { readonly consumer: string; readonly provider: string } | null;
  /** Slug of the environment that is shown. */
  readonly environment: string | null;
  readonly onClose: () => void;
}

/** Takes a need out of verdicts, for a reason and a time. */
export function IgnoreDialog(props: IgnoreDialogProps): ReactNode {
  const { need, onClose } = props;
  return (
    <Dialog
      isOpen={need !== null}
      onClose={onClose}
      title={need ? `Ignore that ${need.consumer} needs ${need.provider}` : ""}
    >
      {need === null ? null : <IgnoreForm {...props} need={need} />}
    </Dialog>
  );
}

const dayMs = 24 * 3_600_000;

interface Values extends Record<string, unknown> {
  scope: string | null;
  environment: string | null;
  days: number | string;
  reason: string;
}

const scopes = [
  { value: "one", label: "Only this need" },
  { value: "all", label: "Everything that it needs" },
];

type OpenProps = IgnoreDialogProps & { readonly need: NonNullable<IgnoreDialogProps["need"]> };

function IgnoreForm({ need, ignore, environment, onClose }: OpenProps): ReactNode {
  const queryClient = useQueryClient();
  const environments = useEnvironmentChoices();
  const problem = useProblemForm<Values>({
    initialValues: { scope: "one", environment, days: 14, reason: "" },
    async send(values) {
      await callAction(ignore, {
        consumer: need.consumer,
        provider: values.scope === "all" ? null : need.provider,
        environment: values.environment,
        reason: values.reason,
        until: new Date(Date.now() + Number(values.days) * dayMs).toISOString(),
      });
      await queryClient.invalidateQueries({ queryKey: dependencyKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="ignore the need" submitLabel="Ignore need" onClose={onClose}>
      <p>
        Verdicts, plans and gates do not ask about it any more, and about nothing that lies behind it. They show that it
        is ignored, by whom and why. It breaks what it breaks all the same.
      </p>
      <Select label="Ignore" required allowDeselect={false} data={scopes} {...form.getInputProps("scope")} />
      <Select
        label="Environment"
        placeholder="Every environment"
        clearable
        clearButtonProps={{ "aria-label": "Clear environment" }}
        data={[...environments]}
        {...form.getInputProps("environment")}
      />
      <NumberInput label="For how many days" required min={1} max={90} {...form.getInputProps("days")} />
      <TextInput
        data-autofocus
        label="Reason"
        required
        description="Shown wherever it counts, and in the audit log"
        maxLength={1_000}
        {...form.getInputProps("reason")}
      />
    </DialogForm>
  );
}
