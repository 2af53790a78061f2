"use client";

import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ChecklistContent, ChecklistTemplateView, SetChecklistInput } from "@/lib/releases/contract";
import { checklistKeys } from "@/lib/releases/queries";
import classes from "./releases.module.css";

export type SetChecklist = ServerAction<SetChecklistInput, ChecklistTemplateView>;

export interface ChecklistDialogProps {
  readonly set: SetChecklist;
  /** Null for a new one; undefined when closed. */
  readonly open: ChecklistTemplateView | null | undefined;
  /** Slugs of connections that announcements may go to. */
  readonly connections: readonly string[];
  readonly onClose: () => void;
}

/** Sets or changes the checklist of a tier. */
export function ChecklistDialog(props: ChecklistDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog isOpen={open !== undefined} onClose={onClose} title={open ? `Edit ${open.name}` : "New checklist"}>
      {open === undefined ? null : <ChecklistForm {...props} template={open} />}
    </Dialog>
  );
}

interface Values extends Record<string, unknown> {
  name: string;
  tier: string | null;
  content: {
    items: ChecklistContent["items"];
    announcements: (Omit<ChecklistContent["announcements"][number], "connection"> & { connection: string | null })[];
  };
  reason: string;
}

const newItem: ChecklistContent["items"][number] = { title: "", doneBy: "person", due: "departure" };
const newAnnouncement = {
  moment: "departure",
  connection: null,
  text: "{release} goes to {environment}: {services}.",
} as const;
const tiers = ["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }));

function ChecklistForm(props: ChecklistDialogProps & { readonly template: ChecklistTemplateView | null }): ReactNode {
  const { template, set, connections, onClose } = props;
  const queryClient = useQueryClient();
  const problem = useProblemForm<Values>({
    initialValues: {
      name: template?.name ?? "",
      tier: template?.tier == null ? null : `${template.tier}`,
      content: template?.content ?? { items: [newItem], announcements: [] },
      reason: "",
    },
    async send({ name, tier, content, reason }) {
      const revision = template ? { revision: template.revision } : {};
      await callAction(set, { name, tier: tier === null ? null : Number(tier), content, reason, ...revision });
      await queryClient.invalidateQueries({ queryKey: checklistKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="save the checklist" submitLabel="Save checklist" onClose={onClose}>
      <div className={classes.pair}>
        <TextInput data-autofocus label="Name" required maxLength={100} {...form.getInputProps("name")} />
        {template ? null : (
          <Select
            label="For services of"
            placeholder="Every tier without its own"
            clearable
            data={tiers}
            {...form.getInputProps("tier")}
          />
        )}
      </div>
      <Items form={form} />
      <Announcements form={form} connections={connections} />
      <Textarea label="Reason" required autosize minRows={2} maxLength={1_000} {...form.getInputProps("reason")} />
    </DialogForm>
  );
}

interface Given {
  readonly form: ProblemForm<Values>["form"];
}

function Items({ form }: Given): ReactNode {
  return (
    <>
      {form.getValues().content.items.map((_item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item has no name before it is written.
        <fieldset key={index} className={classes.car} aria-label={`Item ${index + 1}`}>
          <TextInput
            label={`Item ${index + 1}`}
            required
            maxLength={200}
            {...form.getInputProps(`content.items.${index}.title`)}
          />
          <div className={classes.pair}>
            <Select
              label="Done by"
              allowDeselect={false}
              data={[
                { value: "person", label: "A person" },
                { value: "gate", label: "The gates are open" },
                { value: "journeys", label: "The journeys passed" },
                { value: "schema", label: "Schemas are declared" },
              ]}
              {...form.getInputProps(`content.items.${index}.doneBy`)}
            />
            <Select
              label="Before"
              allowDeselect={false}
              data={[
                { value: "departure", label: "It departs" },
                { value: "stop", label: "It leaves each environment" },
                { value: "end", label: "It is over" },
              ]}
              {...form.getInputProps(`content.items.${index}.due`)}
            />
          </div>
          <div className={classes.end}>
            <Button size="xs" variant="subtle" onClick={() => form.removeListItem("content.items", index)}>
              Remove item {index + 1}
            </Button>
          </div>
        </fieldset>
      ))}
      <Button size="xs" variant="default" onClick={() => form.insertListItem("content.items", newItem)}>
        Add an item
      </Button>
    </>
  );
}

function Announcements({ form, connections }: Given & Pick<ChecklistDialogProps, "connections">): ReactNode {
  return (
    <>
      {form.getValues().content.announcements.map((_one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an announcement has no name.
        <fieldset key={index} className={classes.car} aria-label={`Announcement ${index + 1}`}>
          <div className={classes.pair}>
            <Select
              label="When"
              allowDeselect={false}
              data={[
                { value: "departure", label: "It departs" },
                { value: "arrival", label: "It has arrived" },
                { value: "rollback", label: "It goes back" },
                { value: "cancelled", label: "It is given up" },
              ]}
              {...form.getInputProps(`content.announcements.${index}.moment`)}
            />
            <Select
              label="Where"
              placeholder="Status page"
              clearable
              data={[...connections]}
              {...form.getInputProps(`content.announcements.${index}.connection`)}
            />
          </div>
          <Textarea
            label={`Text ${index + 1}`}
            description="{release}, {name}, {services}, {environment} and {what} are filled in"
            required
            autosize
            maxLength={2_000}
            {...form.getInputProps(`content.announcements.${index}.text`)}
          />
          <div className={classes.end}>
            <Button size="xs" variant="subtle" onClick={() => form.removeListItem("content.announcements", index)}>
              Remove announcement {index + 1}
            </Button>
          </div>
        </fieldset>
      ))}
      <Button
        size="xs"
        variant="default"
        onClick={() => form.insertListItem("content.announcements", { ...newAnnouncement })}
      >
        Add an announcement
      </Button>
    </>
  );
}
