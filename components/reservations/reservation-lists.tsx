"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import { momentWords } from "@/lib/kernel/moment-words";
import { callAction } from "@/lib/platform/http/action-client";
import type { ReservationBoard, ReservationView } from "@/lib/reservations/contract";
import { ExtendDialog } from "./extend-dialog";
import type { ReservationCommands, ReservationMay } from "./reservation-commands";
import { scopeWords, slotWords, stateBadge, waitsForWords } from "./reservation-words";
import classes from "./reservations.module.css";

export interface ReservationListsProps {
  readonly board: ReservationBoard;
  readonly commands: ReservationCommands;
  readonly may: ReservationMay;
}

/** What holds the environment, what waits in which order and why, and what ended last. */
export function ReservationLists({ board, commands, may }: ReservationListsProps): ReactNode {
  const rest = { commands, may, own: board.own };
  return (
    <>
      <Panel title="Held" isFlush>
        {board.held.length === 0 ? (
          <EmptyState kind="nothing_yet" title="Free" description="Nobody holds it, now or later." />
        ) : (
          <Rows items={board.held} {...rest} />
        )}
      </Panel>
      <Panel
        title="Queue"
        description="Who has waited longest moves up first; a promised time only gets earlier"
        isFlush
      >
        {board.queue.length === 0 ? (
          <EmptyState
            kind="nothing_yet"
            title="Nobody waits"
            description="Whoever asks for a taken time stands here."
          />
        ) : (
          <Rows items={board.queue} {...rest} />
        )}
      </Panel>
      {board.ended.length > 0 ? (
        <Panel title="Ended last" isFlush>
          <Rows items={board.ended} {...rest} />
        </Panel>
      ) : null}
    </>
  );
}

type RowsProps = Omit<ReservationListsProps, "board"> & {
  readonly items: readonly ReservationView[];
  readonly own: readonly string[];
};

function Rows({ items, ...rest }: RowsProps): ReactNode {
  return (
    <ul className={classes.list}>
      {items.map((one) => (
        <Row key={one.id} one={one} {...rest} />
      ))}
    </ul>
  );
}

function Row({ one, own, ...rest }: Omit<RowsProps, "items"> & { readonly one: ReservationView }): ReactNode {
  const zone = useTimeZone();
  const team = one.team === null ? "" : ` for ${one.team.name}`;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <strong>
          {one.position === null ? "" : `${one.position}. `}
          {one.reference} · {one.purpose}
        </strong>
        <span>
          {one.holder}
          {team} · {scopeWords(one)}
        </span>
        <span>{whenWords(one, zone)}</span>
        <Notes one={one} />
      </div>
      <div className={classes.buttons}>
        <StatusBadge {...stateBadge(one.state)} />
        {one.endedAt === null ? <Actions one={one} isOwn={own.includes(one.id)} {...rest} /> : null}
      </div>
    </li>
  );
}

function whenWords(one: ReservationView, zone: string): string {
  if (one.slot === null) {
    const isOpen = one.endedAt === null;
    return `Wished for ${slotWords(one.wish, zone)}${isOpen ? "; nothing is promised yet" : ""}`;
  }
  const span = slotWords(one.slot, zone);
  return one.state === "queued" ? `Promised ${span}, wished for ${slotWords(one.wish, zone)}` : span;
}

function Notes({ one }: { readonly one: ReservationView }): ReactNode {
  const zone = useTimeZone();
  const { slot, readyAt, preparation, lapsesAt, waitsFor, endReason, endedBy, endedAt } = one;
  const isToPrepare =
    slot !== null &&
    readyAt !== null &&
    readyAt !== slot.startsAt &&
    endedAt === null &&
    preparation?.state !== "ready";
  return (
    <>
      {isToPrepare ? (
        <span className={classes.muted}>Data ready by plan {momentWords(Date.parse(readyAt), zone)}</span>
      ) : null}
      {preparation === null ? null : <span className={classes.muted}>{preparation.sentence}</span>}
      {lapsesAt === null ? null : (
        <span className={classes.muted}>Goes back unless it is used by {momentWords(Date.parse(lapsesAt), zone)}</span>
      )}
      {waitsFor.map((one) => (
        <span key={one.sentence} className={classes.muted}>
          {waitsForWords(one, zone)}
        </span>
      ))}
      {endedAt === null ? null : (
        <span className={classes.muted}>
          {endedBy ?? "By the clock"}, <Time atMs={Date.parse(endedAt)} />
          {endReason === null ? "" : `: ${endReason}`}
        </span>
      )}
    </>
  );
}

type ActionsProps = Pick<RowsProps, "commands" | "may"> & { readonly one: ReservationView; readonly isOwn: boolean };

function Actions({ one, isOwn, commands, may }: ActionsProps): ReactNode {
  const [asked, setAsked] = useState<"release" | "away" | "extend" | null>(null);
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["reservation"] });
  const close = () => setAsked(null);
  const isActive = one.state === "active";
  const release = isActive ? "Give back" : one.state === "queued" ? "Leave the queue" : "Cancel";
  const where = `${one.environment.name}, ${scopeWords(one)}`;
  const next = "Whoever is next in the queue has it at once.";
  return (
    <>
      {isOwn && isActive && one.takenUpAt === null ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void callAction(commands.checkIn, { id: one.id }).then(refresh, refresh)}
          aria-label={`Check in ${one.reference}`}
        >
          Check in
        </Button>
      ) : null}
      {isOwn && isActive && one.preparation?.state === "running" ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void callAction(commands.dataReady, { id: one.id }).then(refresh, refresh)}
          aria-label={`Data of ${one.reference} is ready`}
        >
          Data ready
        </Button>
      ) : null}
      {isOwn && one.grantedAt !== null ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setAsked("extend")}
          aria-label={`Extend ${one.reference}`}
        >
          Extend
        </Button>
      ) : null}
      {isOwn ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setAsked("release")}
          aria-label={`${release} ${one.reference}`}
        >
          {release}
        </Button>
      ) : (
        <DisabledReason reason={may.manage}>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => setAsked("away")}
            aria-label={`Take away ${one.reference}`}
          >
            Take away
          </Button>
        </DisabledReason>
      )}
      <ExtendDialog isOpen={asked === "extend"} onClose={close} one={one} extend={commands.extend} />
      <ConfirmAction
        isOpen={asked === "release"}
        onClose={close}
        label={`${release}: ${one.reference}`}
        changes={one.grantedAt === null ? "It waits no longer." : `It is over. ${next}`}
        where={where}
        blastRadius="This reservation"
        tone="neutral"
        isReasonRequired={false}
        onConfirm={async () => {
          await callAction(commands.release, { id: one.id });
          await refresh();
        }}
      />
      <ConfirmAction
        isOpen={asked === "away"}
        onClose={close}
        label={`Take away: ${one.reference}`}
        changes={`${one.holder} loses it and is told why. ${next}`}
        where={where}
        blastRadius="This reservation"
        onConfirm={async (reason) => {
          await callAction(commands.takeAway, { id: one.id, reason });
          await refresh();
        }}
      />
    </>
  );
}
