"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { TrainDetail, TrainStands } from "@/lib/releases/contract";
import { trainKeys } from "@/lib/releases/queries";

interface Seen {
  readonly id: string;
  readonly revision: number;
}

export interface TrainCommands {
  readonly depart: ServerAction<Seen, TrainStands>;
  readonly goOn: ServerAction<Seen, TrainStands>;
  readonly resume: ServerAction<Seen, TrainStands>;
  readonly hold: ServerAction<Seen & { readonly reason: string }, TrainStands>;
  readonly cancel: ServerAction<Seen & { readonly reason: string }, TrainStands>;
  readonly rollBack: ServerAction<{ readonly id: string; readonly reason: string }, TrainStands>;
  readonly leave: ServerAction<Seen & { readonly service: string; readonly reason: string }, TrainStands>;
}

type Asked = "depart" | "goOn" | "hold" | "resume" | "cancel" | "rollBack";

const labels: Readonly<Record<Asked, string>> = {
  depart: "Send off",
  goOn: "Let it go on",
  hold: "Hold",
  resume: "Resume",
  cancel: "Give up",
  rollBack: "Roll back",
};

/** Commands that make sense now, the usual one last. */
function offered(train: TrainDetail): readonly Asked[] {
  const back: Asked[] = train.wouldGoBack.length > 0 ? ["rollBack"] : [];
  if (train.phase === "planned") return train.hold ? ["cancel", "resume"] : ["cancel", "hold", "depart"];
  if (train.phase === "moving") return [...back, train.hold ? "resume" : "hold"];
  if (train.phase === "at_stop") {
    if (train.hold) return [...back, "resume"];
    // At the last stop it waits for its checklist alone, which nobody can pass over.
    return train.stopIndex < train.stops.length - 1 ? [...back, "hold", "goOn"] : back;
  }
  return back;
}

function words(train: TrainDetail, asked: Asked): { readonly changes: string; readonly doesNotUndo?: string } {
  const first = train.stops[0]?.name ?? "";
  const next = train.stops[train.stopIndex + 1]?.name ?? "";
  const here = train.stops[Math.max(0, train.stopIndex)]?.name ?? "";
  const order = train.order.map((group) => group.join(" with ")).join(", then ");
  switch (asked) {
    case "depart":
      return {
        changes: `Rollouts begin in ${first}, in this order: ${order}. Each waits for the gate and for those before it.`,
      };
    case "goOn":
      return { changes: `Rollouts begin in ${next}, in this order: ${order}.` };
    case "hold":
      return { changes: "Nothing new begins.", doesNotUndo: "Rollouts that are under way go on." };
    case "resume":
      return { changes: "What may begin, begins." };
    case "cancel":
      return { changes: "The release is over before it began. Another one can be planned." };
    case "rollBack":
      return {
        changes: `In ${here} go back, in this order: ${train.wouldGoBack.join(", ")}. Nothing holds it.`,
        doesNotUndo: "Earlier stops, migrations of databases, and flags that were turned on.",
      };
  }
}

export interface TrainActionsProps extends TrainCommands {
  readonly train: TrainDetail;
}

/** What can be done with a train now; each says what it changes before it does. */
export function TrainActions({ train, ...commands }: TrainActionsProps): ReactNode {
  const [asked, setAsked] = useState<Asked | null>(null);
  const queryClient = useQueryClient();
  const { id, revision } = train;
  const why: Readonly<Record<Asked, string | null>> = {
    depart: train.may.move,
    goOn: train.may.move,
    hold: train.may.move,
    resume: train.may.move,
    cancel: train.may.write,
    rollBack: train.may.rollBack,
  };
  async function confirm(command: Asked, reason: string): Promise<void> {
    if (command === "rollBack") await callAction(commands.rollBack, { id, reason });
    else if (command === "hold" || command === "cancel") await callAction(commands[command], { id, revision, reason });
    else await callAction(commands[command], { id, revision });
    await queryClient.invalidateQueries({ queryKey: trainKeys.all });
  }
  const offers = offered(train);
  return (
    <>
      {offers.map((command, index) => (
        <DisabledReason key={command} reason={why[command]}>
          <Button
            variant={index === offers.length - 1 ? "filled" : "default"}
            {...(command === "rollBack" ? { color: "red" } : {})}
            onClick={() => setAsked(command)}
          >
            {labels[command]}
          </Button>
        </DisabledReason>
      ))}
      {offers.map((command) => (
        <ConfirmAction
          key={command}
          isOpen={asked === command}
          onClose={() => setAsked(null)}
          label={`${labels[command]}: ${train.reference}`}
          {...words(train, command)}
          where={train.stops.map(({ name }) => name).join(", then ")}
          blastRadius={`${train.cars.length} ${train.cars.length === 1 ? "service" : "services"}: ${train.cars.map(({ service }) => service.name).join(", ")}`}
          tone={command === "rollBack" || command === "cancel" ? "danger" : "neutral"}
          isReasonRequired={command === "rollBack" || command === "hold" || command === "cancel"}
          onConfirm={(reason) => confirm(command, reason)}
        />
      ))}
    </>
  );
}
