"use client";

import { NumberInput, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { EnvironmentKind, EnvironmentView } from "@/lib/catalog/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";

export interface EnvironmentFields {
  readonly name: string;
  readonly slug: string;
  readonly kind: EnvironmentKind;
  readonly rank: number;
}

export interface EnvironmentDialogActions {
  readonly create: ServerAction<EnvironmentFields, EnvironmentView>;
  readonly edit: ServerAction<EnvironmentFields & { readonly revision: number }, EnvironmentView>;
}

interface EnvironmentDialogProps extends EnvironmentDialogActions {
  /** Null for a new one; undefined when closed. */
  readonly open: EnvironmentView | null | undefined;
  readonly onClose: () => void;
}

const kinds: readonly { readonly value: EnvironmentKind; readonly label: string }[] = [
  { value: "development", label: "Development" },
  { value: "testing", label: "Testing" },
  { value: "staging", label: "Staging" },
  { value: "production", label: "Production" },
];

/** Create or edit an environment. */
export function EnvironmentDialog(props: EnvironmentDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog isOpen={open !== undefined} onClose={onClose} title={open ? `Edit ${open.name}` : "New environment"}>
      {open === undefined ? null : <EnvironmentForm {...props} environment={open} />}
    </Dialog>
  );
}

interface EnvironmentValues extends Record<string, unknown> {
  name: string;
  slug: string;
  kind: EnvironmentKind;
  rank: number | string;
}

function EnvironmentForm({
  environment,
  create,
  edit,
  onClose,
}: EnvironmentDialogProps & { readonly environment: EnvironmentView | null }): ReactNode {
  const queryClient = useQueryClient();
  const problem = useProblemForm<EnvironmentValues>({
    initialValues: {
      name: environment?.name ?? "",
      slug: environment?.slug ?? "",
      kind: environment?.kind ?? "testing",
      rank: environment?.rank ?? 10,
    },
    async send(values) {
      const fields = { ...values, rank: values.rank === "" ? Number.NaN : Number(values.rank) };
      if (environment) await callAction(edit, { ...fields, revision: environment.revision });
      else await callAction(create, fields);
      await queryClient.invalidateQueries({ queryKey: ["environment"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm
      problem={problem}
      doing="save the environment"
      submitLabel={environment ? "Save" : "Create environment"}
      onClose={onClose}
    >
      <TextInput data-autofocus label="Name" required maxLength={60} {...form.getInputProps("name")} />
      <TextInput
        label="Slug"
        required
        maxLength={63}
        disabled={environment !== null}
        description={environment ? "Pipelines use it, so it stays." : "For pipelines; it stays for ever."}
        {...form.getInputProps("slug")}
      />
      <Select label="Kind" required allowDeselect={false} data={[...kinds]} {...form.getInputProps("kind")} />
      <NumberInput
        label="Rank"
        required
        min={0}
        max={1_000}
        allowDecimal={false}
        description="Orders environments: a change reaches the lowest first."
        {...form.getInputProps("rank")}
      />
    </DialogForm>
  );
}
