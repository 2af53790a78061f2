"use client";

import { Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction } from "@/lib/platform/http/action-client";
import type { ReservationCommands } from "./reservation-commands";
import classes from "./reservations.module.css";

export interface PromiseDialogProps extends Pick<ReservationCommands, "promise"> {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly environment: string;
}

const repeats = [
  { value: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", label: "Every working day" },
  { value: "FREQ=DAILY", label: "Every day" },
  { value: "FREQ=WEEKLY", label: "Every week" },
  { value: "", label: "Once" },
];

/** Asks for hours in which an environment is promised to be there. */
export function PromiseDialog(props: PromiseDialogProps): ReactNode {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Promise hours">
      {props.isOpen ? <PromiseForm {...props} /> : null}
    </Dialog>
  );
}

function PromiseForm({ environment, promise, onClose }: PromiseDialogProps): ReactNode {
  const zone = useTimeZone();
  const today = toWallClock(useNowMs(), zone).slice(0, 10);
  const queryClient = useQueryClient();
  const problem = useProblemForm({
    initialValues: {
      name: "",
      startsAt: `${today}T08:00`,
      endsAt: `${today}T18:00`,
      rule: repeats[0]?.value ?? "",
      timeZone: zone,
    },
    async send({ name, startsAt, endsAt, rule, timeZone }) {
      const iso = (text: string) => {
        const at = fromWallClock(text, timeZone);
        return at === null ? "" : new Date(at).toISOString();
      };
      const recurrence = rule === "" ? null : { rule, timeZone };
      await callAction(promise, { slug: environment, name, startsAt: iso(startsAt), endsAt: iso(endsAt), recurrence });
      await queryClient.invalidateQueries({ queryKey: ["reservation"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="promise the hours" submitLabel="Promise" onClose={onClose}>
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      <div className={classes.pair}>
        <TextInput
          type="datetime-local"
          label={`First starts (${zone})`}
          required
          {...form.getInputProps("startsAt")}
        />
        <TextInput type="datetime-local" label={`First ends (${zone})`} required {...form.getInputProps("endsAt")} />
      </div>
      <Select label="Repeats" allowDeselect={false} data={repeats} {...form.getInputProps("rule")} />
    </DialogForm>
  );
}
