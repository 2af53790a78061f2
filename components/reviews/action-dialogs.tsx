"use client";

import { Select, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { usePersonChoices } from "@/components/catalog/use-person-choices";
import { useNowMs } from "@/components/feedback/now";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ActionView, AddActionInput, SettleActionInput } from "@/lib/reviews/contract";
import { ReviewDialog } from "./review-dialog";

export interface ActionCommands {
  readonly add: ServerAction<AddActionInput, ActionView>;
  readonly settle: ServerAction<SettleActionInput, ActionView>;
}

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The instant that was typed, in the form of the API; what cannot be read goes as it is, for the server to name. */
export function toInstant(text: string, zone: string): string {
  const at = fromWallClock(text, zone);
  return at === null ? text : new Date(at).toISOString();
}

const weekMs = 7 * 86_400_000;

/** A time a week from now, to the hour, as a wall clock shows it. */
export function useNextWeek(): string {
  return toWallClock(Math.ceil((useNowMs() + weekMs) / 3_600_000) * 3_600_000, useTimeZone());
}

/** Asks what is to be done, by whom and until when. */
export function AddAction({
  origin,
  add,
  ...dialog
}: DialogProps & {
  readonly add: ActionCommands["add"];
  readonly origin: Pick<AddActionInput, "originKind" | "originId">;
}): ReactNode {
  const zone = useTimeZone();
  const people = usePersonChoices();
  const dueAt = useNextWeek();
  return (
    <ReviewDialog
      {...dialog}
      title="Add an action"
      submit="Add the action"
      initial={{ title: "", ownerId: null as string | null, dueAt }}
      send={(values) =>
        callAction(add, {
          ...origin,
          title: values.title,
          ownerId: values.ownerId ?? "",
          dueAt: toInstant(values.dueAt, zone),
        })
      }
    >
      {(form) => (
        <>
          <TextInput
            label="What is to be done"
            data-autofocus
            required
            maxLength={400}
            {...form.getInputProps("title")}
          />
          <Select label="By whom" required searchable data={people} {...form.getInputProps("ownerId")} />
          <TextInput label={`Until (${zone})`} type="datetime-local" required {...form.getInputProps("dueAt")} />
        </>
      )}
    </ReviewDialog>
  );
}

const states = [
  { value: "done", label: "Done" },
  { value: "dropped", label: "Dropped: it will not be done" },
];

/** Asks for the end of an action, with what shows it. */
export function SettleAction({
  action,
  settle,
  ...dialog
}: DialogProps & { readonly action: ActionView; readonly settle: ActionCommands["settle"] }): ReactNode {
  return (
    <ReviewDialog
      {...dialog}
      title={`Settle ${action.reference}`}
      submit="Settle the action"
      initial={{ state: "done" as "done" | "dropped", evidence: "" }}
      send={(values) => callAction(settle, { id: action.id, revision: action.revision, ...values })}
    >
      {(form) => (
        <>
          <Select
            label="What became of it"
            required
            allowDeselect={false}
            data={states}
            {...form.getInputProps("state")}
          />
          <Textarea
            label="What shows it"
            description="A link, a number, a change; or why it is dropped"
            data-autofocus
            required
            autosize
            minRows={2}
            maxLength={2_000}
            {...form.getInputProps("evidence")}
          />
        </>
      )}
    </ReviewDialog>
  );
}
