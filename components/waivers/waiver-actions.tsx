"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { WaiverDetail, WaiverOutcome } from "@/lib/waivers/contract";
import { EditWaiver, type EditWaiverGiven } from "./edit-waiver";
import { RenewWaiver } from "./renew-waiver";
import { ReviewWaiver } from "./review-waiver";
import { ruleText } from "./waiver-words";

type Command = { readonly id: string; readonly revision: number; readonly reason: string };

export interface WaiverCommands {
  readonly approve: ServerAction<
    { readonly id: string; readonly contentHash: string; readonly comment: string },
    WaiverDetail
  >;
  readonly reject: ServerAction<Command, WaiverDetail>;
  readonly withdraw: ServerAction<Command, WaiverDetail>;
  readonly revoke: ServerAction<Command, WaiverDetail>;
  readonly submit: ServerAction<{ readonly id: string; readonly revision: number }, WaiverDetail>;
  readonly edit: ServerAction<EditWaiverGiven, WaiverDetail>;
  readonly renew: ServerAction<{ readonly id: string; readonly endsAt: string; readonly reason: string }, WaiverDetail>;
  readonly review: ServerAction<
    {
      readonly id: string;
      readonly outcome: WaiverOutcome;
      readonly findings: string;
      readonly isRuleToChange: boolean;
    },
    WaiverDetail
  >;
}

type Asked = keyof WaiverDetail["may"];

const labels: Readonly<Record<Asked, string>> = {
  approve: "Approve",
  reject: "Reject",
  withdraw: "Withdraw",
  revoke: "Revoke",
  submit: "Ask for approval",
  edit: "Edit",
  renew: "Renew",
  review: "Review",
};

/** Which of the commands make sense in a state; those that the reader may not give are shown with the reason. */
const offered: Readonly<Record<WaiverDetail["state"], readonly Asked[]>> = {
  draft: ["withdraw", "edit", "submit"],
  requested: ["withdraw", "edit", "reject", "approve"],
  approved: ["edit", "renew", "revoke"],
  in_force: ["edit", "renew", "revoke"],
  ended: ["renew", "review"],
  rejected: [],
  withdrawn: [],
  revoked: ["review"],
};

const effects: Readonly<Record<"approve" | "reject" | "withdraw" | "revoke", string>> = {
  approve: "You approve exactly what this page shows. Any later edit needs new approvals.",
  reject: "The waiver is over. Another one can be asked for.",
  withdraw: "The waiver is over. Another one can be asked for.",
  revoke: "The rule holds again from now on. What it bent until now stays on record, and a review is owed.",
};

export interface WaiverActionsProps extends WaiverCommands {
  readonly waiver: WaiverDetail;
}

/** What can be done with a waiver now. */
export function WaiverActions(props: WaiverActionsProps): ReactNode {
  const { waiver } = props;
  const [asked, setAsked] = useState<Asked | null>(null);
  const queryClient = useQueryClient();
  const router = useRouter();
  const close = () => setAsked(null);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["waiver"] });
  const { id, revision, contentHash } = waiver;

  async function confirm(command: keyof typeof effects, reason: string): Promise<void> {
    if (command === "approve") await callAction(props.approve, { id, contentHash, comment: reason });
    else await callAction(props[command], { id, revision, reason });
    await refresh();
  }
  async function open(command: Asked): Promise<void> {
    if (command !== "submit") return setAsked(command);
    await callAction(props.submit, { id, revision });
    await refresh();
  }
  return (
    <>
      {offered[waiver.state]
        .filter((command) => command !== "review" || waiver.review.duty === "owed")
        .map((command, index, all) => (
          <DisabledReason key={command} reason={waiver.may[command]}>
            <Button variant={index === all.length - 1 ? "filled" : "default"} onClick={() => void open(command)}>
              {labels[command]}
            </Button>
          </DisabledReason>
        ))}
      {(["approve", "reject", "withdraw", "revoke"] as const).map((command) => (
        <ConfirmAction
          key={command}
          isOpen={asked === command}
          onClose={close}
          label={`${labels[command]} ${waiver.reference}`}
          changes={effects[command]}
          where={`${waiver.service.name} in ${waiver.environment.name}`}
          blastRadius={ruleText(waiver)}
          tone={command === "approve" || command === "withdraw" ? "neutral" : "danger"}
          isReasonRequired
          onConfirm={(reason) => confirm(command, reason)}
        />
      ))}
      <EditWaiver waiver={waiver} edit={props.edit} isOpen={asked === "edit"} onClose={close} />
      <ReviewWaiver waiver={waiver} review={props.review} isOpen={asked === "review"} onClose={close} />
      <RenewWaiver
        waiver={waiver}
        renew={props.renew}
        isOpen={asked === "renew"}
        onClose={close}
        onRenewed={(made) => router.push(`/waivers/${made.id}`)}
      />
    </>
  );
}
