"use client";

import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import type { TrainDetail } from "@/lib/releases/contract";
import classes from "./releases.module.css";
import type { SetTicket } from "./ticket-dialog";

const TicketDialog = dynamic(() => import("./ticket-dialog").then((module) => module.TicketDialog), { ssr: false });

export interface TicketPanelProps {
  readonly train: TrainDetail;
  readonly setTicket: SetTicket;
}

const over: ReadonlySet<string> = new Set(["arrived", "rolled_back", "cancelled"]);

/** The change ticket that the whole release goes under, and what it allows. */
export function TicketPanel({ train, setTicket }: TicketPanelProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const wasOpen = useEverTrue(isOpen);
  const { ticket, may } = train;
  const isOver = over.has(train.phase);
  if (ticket === null && isOver) return null;
  return (
    <Panel
      title="Change ticket"
      description="Of the whole release"
      actions={
        isOver ? undefined : (
          <DisabledReason reason={may.write}>
            <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
              {ticket === null ? "Name a ticket" : "Change"}
            </Button>
          </DisabledReason>
        )
      }
      isFlush
    >
      <ul className={classes.list}>
        <li className={classes.row}>{ticket === null ? <NoTicket /> : <Named ticket={ticket} />}</li>
      </ul>
      {wasOpen ? (
        <TicketDialog train={train} setTicket={setTicket} isOpen={isOpen} onClose={() => setOpen(false)} />
      ) : null}
    </Panel>
  );
}

function NoTicket(): ReactNode {
  return (
    <span className={classes.name}>None is named. Each service needs a ticket of its own where one is asked for.</span>
  );
}

function Named({ ticket }: { readonly ticket: NonNullable<TrainDetail["ticket"]> }): ReactNode {
  const { key, title, state, url, isAllowing, sentence, by, at } = ticket;
  return (
    <>
      <span className={classes.name}>
        <span>
          {url === null ? key : <a href={url}>{key}</a>}
          {title === null ? "" : `: ${title}`}
        </span>
        <span className={classes.muted}>
          {state === null ? "" : `It is ${state}. `}
          {sentence}
        </span>
        <span className={classes.muted}>
          {by}, <Time atMs={Date.parse(at)} />
        </span>
      </span>
      <StatusBadge status={isAllowing ? "healthy" : "at_risk"} label={isAllowing ? "Allows it" : "Does not allow it"} />
    </>
  );
}
