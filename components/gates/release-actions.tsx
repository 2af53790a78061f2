"use client";

import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { ReleaseRequestDetail, ReleaseRequestView } from "@/lib/gates/contract";
import { gateKeys, releaseKeys } from "@/lib/gates/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./gates.module.css";

type Outcome = NonNullable<ReleaseRequestView["board"]>["outcome"];

interface EditGiven {
  readonly id: string;
  readonly revision: number;
  readonly note: string;
  readonly isFlagged: boolean;
  readonly ticket: string | null;
}

export interface ReleaseCommands {
  readonly approve: ServerAction<
    { readonly id: string; readonly contentHash: string; readonly comment: string },
    ReleaseRequestDetail
  >;
  readonly decide: ServerAction<
    { readonly id: string; readonly contentHash: string; readonly outcome: Outcome; readonly reason: string },
    ReleaseRequestDetail
  >;
  readonly edit: ServerAction<EditGiven, ReleaseRequestDetail>;
}

type Asked = "approval" | "edit" | Outcome;

const boardWords: Readonly<Record<Outcome, { readonly verb: string; readonly changes: string }>> = {
  approve: { verb: "Approve for the board", changes: "The board lets exactly this content go." },
  reject: { verb: "Reject for the board", changes: "It may not go until the request or the evidence changes." },
  ask: { verb: "Ask back for the board", changes: "It may not go until the board has decided." },
};

export interface ReleaseActionsProps extends ReleaseCommands {
  readonly release: Pick<
    ReleaseRequestDetail,
    | "id"
    | "reference"
    | "revision"
    | "contentHash"
    | "service"
    | "environment"
    | "version"
    | "note"
    | "isFlagged"
    | "ticket"
    | "boardCauses"
    | "may"
  >;
}

/** What can be done with a request: approve what it says, decide for the board, or change it. */
export function ReleaseActions({ release, approve, decide, edit }: ReleaseActionsProps): ReactNode {
  const [asked, setAsked] = useState<Asked | null>(null);
  const refresh = useRefresh();
  const close = () => setAsked(null);
  const { id, contentHash, reference, service, environment, version, may } = release;
  const where = `${service.name} ${version} to ${environment.name}`;
  const dialog = { where, blastRadius: `Tier ${service.tier}`, onClose: close, isReasonRequired: true } as const;
  return (
    <div className={classes.buttons}>
      <DisabledReason reason={may.approve}>
        <Button size="xs" onClick={() => setAsked("approval")}>
          Approve
        </Button>
      </DisabledReason>
      {release.boardCauses.length === 0
        ? null
        : (["approve", "ask", "reject"] as const).map((outcome) => (
            <DisabledReason key={outcome} reason={may.decide}>
              <Button size="xs" variant="default" onClick={() => setAsked(outcome)}>
                {boardWords[outcome].verb}
              </Button>
            </DisabledReason>
          ))}
      <DisabledReason reason={may.edit}>
        <Button size="xs" variant="default" onClick={() => setAsked("edit")}>
          Edit
        </Button>
      </DisabledReason>
      <ConfirmAction
        {...dialog}
        isOpen={asked === "approval"}
        label={`Approve ${reference}`}
        changes="You approve exactly what this page shows. A changed build, plan, requirement or result needs new approvals."
        tone="neutral"
        onConfirm={async (comment) => {
          await callAction(approve, { id, contentHash, comment });
          await refresh();
        }}
      />
      {(["approve", "ask", "reject"] as const).map((outcome) => (
        <ConfirmAction
          key={outcome}
          {...dialog}
          isOpen={asked === outcome}
          label={`${boardWords[outcome].verb}: ${reference}`}
          changes={boardWords[outcome].changes}
          tone={outcome === "reject" ? "danger" : "neutral"}
          onConfirm={async (reason) => {
            await callAction(decide, { id, contentHash, outcome, reason });
            await refresh();
          }}
        />
      ))}
      <Dialog isOpen={asked === "edit"} onClose={close} title={`Edit ${reference}`}>
        {asked === "edit" ? <EditForm release={release} edit={edit} onClose={close} /> : null}
      </Dialog>
    </div>
  );
}

function useRefresh(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.invalidateQueries({ queryKey: releaseKeys.all });
    await queryClient.invalidateQueries({ queryKey: gateKeys.all });
  };
}

interface EditFormProps extends Pick<ReleaseActionsProps, "release" | "edit"> {
  readonly onClose: () => void;
}

function EditForm({ release, edit, onClose }: EditFormProps): ReactNode {
  const refresh = useRefresh();
  const problem = useProblemForm({
    initialValues: { note: release.note, ticket: release.ticket ?? "", isFlagged: release.isFlagged },
    async send({ note, ticket, isFlagged }) {
      const { id, revision } = release;
      await callAction(edit, { id, revision, note, isFlagged, ticket: ticket.trim() === "" ? null : ticket });
      await refresh();
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="save the request" submitLabel="Save request" onClose={onClose}>
      <p className={classes.muted}>Approvals and decisions of the board count no more after an edit.</p>
      <Textarea
        data-autofocus
        label="What it changes, and why"
        required
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2_000}
        {...form.getInputProps("note")}
      />
      <TextInput label="Change ticket" maxLength={200} {...form.getInputProps("ticket")} />
      <Checkbox label="The board should look at it" {...form.getInputProps("isFlagged", { type: "checkbox" })} />
    </DialogForm>
  );
}
