"use client";

import { Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { useTimeZone } from "@/components/layout/preferences";
import type { WindowView } from "@/lib/calendar/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./calendar.module.css";
import { RepeatFields } from "./repeat-fields";
import { WindowMeets } from "./window-meets";
import { WindowPreview } from "./window-preview";
import { fieldsOf, initialValues, previewOf, type WindowFields, type WindowValues, zonesWith } from "./window-values";
import { effectOf } from "./window-words";

export interface WindowDialogActions {
  readonly create: ServerAction<WindowFields, WindowView>;
  readonly edit: ServerAction<WindowFields & { readonly id: string; readonly revision: number }, WindowView>;
  readonly remove: ServerAction<
    { readonly id: string; readonly revision: number; readonly reason?: string },
    { readonly id: string }
  >;
}

interface WindowDialogProps extends WindowDialogActions {
  /** Null for a new one; undefined when closed. */
  readonly open: WindowView | null | undefined;
  /** How many days it is to be moved, when it was dragged. */
  readonly shiftDays?: number;
  readonly onClose: () => void;
}

/** Create, edit or move a change window. Times are those of its rule's zone, or the reader's, which the dialog names. */
export function WindowDialog(props: WindowDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog isOpen={open !== undefined} onClose={onClose} title={open ? `Edit ${open.name}` : "New window"} size="lg">
      {open === undefined ? null : <WindowForm {...props} window={open} />}
    </Dialog>
  );
}

const kindChoices = [
  { value: "blackout", label: "Blackout" },
  { value: "maintenance", label: "Maintenance window" },
];
const underWayChoices = [
  { value: "hold", label: "It is held at its present step" },
  { value: "let_run", label: "It goes on to its end" },
];

function flagFlipChoices(kind: WindowView["kind"]) {
  return [
    { value: "kind", label: kind === "blackout" ? "As blackouts do: held" : "As maintenance windows do: not held" },
    { value: "held", label: "Held as rollouts are" },
    { value: "free", label: "Not held" },
  ];
}

function WindowForm(props: WindowDialogProps & { readonly window: WindowView | null }): ReactNode {
  const { window, create, edit, onClose, shiftDays } = props;
  const queryClient = useQueryClient();
  const own = useTimeZone();
  const nowMs = useNowMs();
  const { form, ...problem } = useProblemForm<WindowValues>({
    initialValues: initialValues(window, own, nowMs, shiftDays),
    async send(values) {
      if (window) await callAction(edit, { ...fieldsOf(values), id: window.id, revision: window.revision });
      else await callAction(create, fieldsOf(values));
      await queryClient.invalidateQueries({ queryKey: ["window"] });
      onClose();
    },
  });
  const { kind, zone } = form.getValues();
  const draft = previewOf(form.getValues());
  return (
    <DialogForm
      problem={problem}
      doing="save the window"
      submitLabel={window ? "Save" : "Create window"}
      onClose={onClose}
    >
      <Select
        label="Kind"
        required
        allowDeselect={false}
        description={effectOf(kind)}
        data={kindChoices}
        {...form.getInputProps("kind")}
      />
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      <Places form={form} />
      <Select
        label="Time zone"
        description="Starts, ends and repetitions are times on the wall there."
        searchable
        allowDeselect={false}
        data={zonesWith(zone, own)}
        {...form.getInputProps("zone")}
      />
      <div className={classes.times}>
        <TextInput type="datetime-local" label={`Starts (${zone})`} required {...form.getInputProps("startsAt")} />
        <TextInput type="datetime-local" label={`Ends (${zone})`} required {...form.getInputProps("endsAt")} />
      </div>
      <RepeatFields form={form} />
      {draft ? <WindowPreview draft={draft} /> : null}
      <WindowMeets values={form.getValues()} />
      <Select
        label={kind === "blackout" ? "A rollout under way when it begins" : "A rollout under way when it closes"}
        description="Rollbacks go on in either case. What is started meanwhile waits."
        allowDeselect={false}
        data={underWayChoices}
        {...form.getInputProps("underWay")}
      />
      <Select
        label="Flag flips"
        description="A flip back to the value before is never held."
        allowDeselect={false}
        data={flagFlipChoices(kind)}
        {...form.getInputProps("flagFlips")}
      />
    </DialogForm>
  );
}

function Places({ form }: Pick<ProblemForm<WindowValues>, "form">): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  return (
    <>
      <Select
        label="Environment"
        placeholder="Every environment"
        clearable
        data={[...environments]}
        {...form.getInputProps("environment")}
      />
      <Select
        label="Service"
        placeholder="Every service"
        clearable
        searchable
        data={[...services]}
        {...form.getInputProps("service")}
      />
    </>
  );
}
