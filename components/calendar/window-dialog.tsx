"use client";

import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { useNowMs } from "@/components/feedback/now";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import type { WindowKind, WindowView } from "@/lib/calendar/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./calendar.module.css";
import { effectOf } from "./window-words";

export interface WindowFields {
  readonly kind: WindowKind;
  readonly name: string;
  readonly environment: string | null;
  readonly service: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
}

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
  readonly onClose: () => void;
}

const hourMs = 3_600_000;

/** Create or edit a change window. Times are those of the reader's zone, which the dialog names. */
export function WindowDialog(props: WindowDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Modal
      opened={open !== undefined}
      onClose={onClose}
      title={open ? `Edit ${open.name}` : "New window"}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {open === undefined ? null : <WindowForm {...props} window={open} />}
    </Modal>
  );
}

interface WindowValues extends Record<string, unknown> {
  kind: WindowKind;
  name: string;
  environment: string | null;
  service: string | null;
  startsAt: string;
  endsAt: string;
}

function initialValues(window: WindowView | null, zone: string, nowMs: number): WindowValues {
  const nextHour = Math.ceil(nowMs / hourMs) * hourMs;
  const startsAt = window ? Date.parse(window.startsAt) : nextHour;
  const endsAt = window ? Date.parse(window.endsAt) : nextHour + 2 * hourMs;
  return {
    kind: window?.kind ?? "blackout",
    name: window?.name ?? "",
    environment: window?.environment?.slug ?? null,
    service: window?.service?.slug ?? null,
    startsAt: toWallClock(startsAt, zone),
    endsAt: toWallClock(endsAt, zone),
  };
}

/** The instant a person typed, in the form of the API; what cannot be read goes as it is, for the server to name. */
function toInstant(text: string, zone: string): string {
  const at = fromWallClock(text, zone);
  return at === null ? text : new Date(at).toISOString();
}

function WindowForm({
  window,
  create,
  edit,
  onClose,
}: WindowDialogProps & { readonly window: WindowView | null }): ReactNode {
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const problemForm = useProblemForm<WindowValues>({
    initialValues: initialValues(window, zone, nowMs),
    async send(values) {
      const times = { startsAt: toInstant(values.startsAt, zone), endsAt: toInstant(values.endsAt, zone) };
      const fields: WindowFields = { ...values, ...times };
      if (window) await callAction(edit, { ...fields, id: window.id, revision: window.revision });
      else await callAction(create, fields);
      await queryClient.invalidateQueries({ queryKey: ["window"] });
      onClose();
    },
  });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problemForm;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Select
          label="Kind"
          required
          allowDeselect={false}
          description={effectOf(form.getValues().kind)}
          data={[
            { value: "blackout", label: "Blackout" },
            { value: "maintenance", label: "Maintenance window" },
          ]}
          {...form.getInputProps("kind")}
        />
        <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
        <Places form={form} />
        <div className={classes.times}>
          <TextInput type="datetime-local" label={`Starts (${zone})`} required {...form.getInputProps("startsAt")} />
          <TextInput type="datetime-local" label={`Ends (${zone})`} required {...form.getInputProps("endsAt")} />
        </div>
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="save the window" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {window ? "Save" : "Create window"}
          </Button>
        </Group>
      </Stack>
    </form>
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
