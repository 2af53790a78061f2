"use client";

import { Button, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { SetStatusPageInput, StatusPageSettings } from "@/lib/status-page/contract";
import { statusPageKeys } from "@/lib/status-page/queries";
import classes from "./status-page.module.css";

export type SetStatusPage = ServerAction<SetStatusPageInput, StatusPageSettings>;

export interface StatusPageDialogProps {
  readonly set: SetStatusPage;
  readonly settings: StatusPageSettings;
  readonly onClose: () => void;
}

/** Switches the public status page and chooses what it shows. */
export function StatusPageDialog({ set, settings, onClose }: StatusPageDialogProps): ReactNode {
  return (
    <Dialog isOpen onClose={onClose} title="Public status page">
      <StatusPageForm set={set} settings={settings} onClose={onClose} />
    </Dialog>
  );
}

function StatusPageForm({ set, settings, onClose }: StatusPageDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const problem = useProblemForm({
    initialValues: { isOn: settings.isOn, title: settings.title, services: settings.services, reason: "" },
    async send(values) {
      await callAction(set, { ...values, revision: settings.revision });
      await queryClient.invalidateQueries({ queryKey: statusPageKeys.settings });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="set up the status page" submitLabel="Save" onClose={onClose}>
      <Switch
        data-autofocus
        label="Shown to everybody"
        description="At /status without signing in: announcements for the status page as they are written, and these services."
        {...form.getInputProps("isOn", { type: "checkbox" })}
      />
      <TextInput label="Title" required maxLength={100} {...form.getInputProps("title")} />
      {form.getValues().services.map((_one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a service has no name before it is written.
        <fieldset key={index} className={classes.service} aria-label={`Service ${index + 1}`}>
          <TextInput label="Name there" required maxLength={100} {...form.getInputProps(`services.${index}.name`)} />
          <Select
            label="Service"
            required
            searchable
            data={[...services]}
            {...form.getInputProps(`services.${index}.service`)}
          />
          <Select
            label="Environment"
            required
            data={[...environments]}
            {...form.getInputProps(`services.${index}.environment`)}
          />
          <Button size="xs" variant="subtle" onClick={() => form.removeListItem("services", index)}>
            Remove service {index + 1}
          </Button>
        </fieldset>
      ))}
      <Button
        size="xs"
        variant="default"
        onClick={() => form.insertListItem("services", { name: "", service: "", environment: "" })}
      >
        Show a service
      </Button>
      <Textarea label="Reason" required autosize minRows={2} maxLength={1_000} {...form.getInputProps("reason")} />
    </DialogForm>
  );
}
