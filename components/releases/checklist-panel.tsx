"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { TickedItem, TrainDetail } from "@/lib/releases/contract";
import { trainKeys } from "@/lib/releases/queries";
import classes from "./releases.module.css";
import { dueWords } from "./train-words";

export type Tick = ServerAction<
  { readonly id: string; readonly item: string; readonly isDone: boolean; readonly note: string },
  TickedItem
>;

export interface ChecklistPanelProps {
  readonly train: TrainDetail;
  readonly tick: Tick;
}

type Item = TrainDetail["checklist"][number];

const states: Readonly<Record<Item["state"], { readonly status: Status; readonly label: string }>> = {
  done: { status: "healthy", label: "Done" },
  open: { status: "waiting", label: "Open" },
  unknown: { status: "no_data", label: "Unknown" },
};

const doerWords: Readonly<Record<Item["doneBy"], string>> = {
  person: "a person",
  gate: "the gates",
  journeys: "the journeys",
  schema: "the declared schemas",
};

/** What is to be done for a release, by people and by checks. Nothing is shown for a release without a checklist. */
export function ChecklistPanel({ train, tick }: ChecklistPanelProps): ReactNode {
  const [asked, setAsked] = useState<Item | null>(null);
  const queryClient = useQueryClient();
  if (train.checklist.length === 0) return null;
  const done = train.checklist.filter(({ state }) => state === "done").length;
  return (
    <Panel title="Checklist" description={`${done} of ${train.checklist.length} done`} isFlush>
      <ul className={classes.list}>
        {train.checklist.map((item) => (
          <li key={item.id} className={classes.row}>
            <span className={classes.name}>
              {item.title}
              <span className={classes.muted}>
                {item.sentence} Due before {dueWords[item.due]}, by {doerWords[item.doneBy]}.
              </span>
            </span>
            <span className={classes.end}>
              <StatusBadge {...states[item.state]} />
              {item.doneBy === "person" ? (
                <DisabledReason reason={train.may.write}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`${item.state === "done" ? "Not done" : "Done"}: ${item.title}`}
                    onClick={() => setAsked(item)}
                  >
                    {item.state === "done" ? "Not done" : "Done"}
                  </Button>
                </DisabledReason>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      <ConfirmAction
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        label={asked?.state === "done" ? "Say that it is not done" : "Say that it is done"}
        changes={asked?.title ?? ""}
        where={`${train.reference} · ${train.name}`}
        blastRadius="The gates that ask for the checklist"
        tone="neutral"
        isReasonRequired
        onConfirm={async (note) => {
          if (asked === null) return;
          await callAction(tick, { id: train.id, item: asked.id, isDone: asked.state !== "done", note });
          await queryClient.invalidateQueries({ queryKey: trainKeys.all });
        }}
      />
    </Panel>
  );
}

const momentWords = {
  departure: "When it departs",
  arrival: "When it has arrived",
  rollback: "When it goes back",
  cancelled: "When it is given up",
} as const;

const sendingWords: Readonly<Record<TrainDetail["announcements"][number]["state"], string>> = {
  planned: "not yet",
  waiting: "waits to be sent",
  sending: "is being sent",
  sent: "sent",
  failed: "could not be sent",
  uncertain: "may have been sent",
};

/** What is said of a release, to whom, and when. */
export function AnnouncementsPanel({ train }: Pick<ChecklistPanelProps, "train">): ReactNode {
  if (train.announcements.length === 0) return null;
  return (
    <Panel title="Announcements" description="Each is made once" isFlush>
      <ul className={classes.list}>
        {train.announcements.map(({ moment, channel, text, state, sentAt, lastError }) => (
          <li key={`${moment} ${channel} ${text}`} className={classes.row}>
            <span className={classes.name}>
              {text}
              <span className={classes.muted}>
                {momentWords[moment]}, {channel}: {sendingWords[state]}{" "}
                {sentAt === null ? null : <Time atMs={Date.parse(sentAt)} />} {lastError}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
