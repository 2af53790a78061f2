"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { fetchTimetables, timetableKeys } from "@/lib/releases/queries";
import type { CreateTimetableInput, EndedTimetable, TimetableView } from "@/lib/releases/timetable-contract";
import { DepartureList } from "./departure-list";
import classes from "./releases.module.css";
import { pastWords } from "./timetable-words";

const TimetableDialog = dynamic(() => import("./timetable-dialog").then((module) => module.TimetableDialog), {
  ssr: false,
});

export interface TimetableCommands {
  readonly create: ServerAction<CreateTimetableInput, TimetableView>;
  readonly end: ServerAction<{ readonly id: string; readonly reason: string }, EndedTimetable>;
}

export interface TimetablesPanelProps {
  readonly commands: TimetableCommands;
  /** Why timetables cannot be changed; null when they can. */
  readonly missing: string | null;
}

/** Departures that come back: when the next ones are, what freezes make of them, and which releases take them. */
export function TimetablesPanel({ commands, missing }: TimetablesPanelProps): ReactNode {
  const queryClient = useQueryClient();
  const [isMaking, setIsMaking] = useState(false);
  const [ended, setEnded] = useState<TimetableView | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: timetableKeys.all,
    queryFn: ({ signal }) => fetchTimetables(signal),
    refetchInterval: 60_000,
  });
  const makeButton = (
    <DisabledReason reason={missing}>
      <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => setIsMaking(true)}>
        New timetable
      </Button>
    </DisabledReason>
  );
  return (
    <Panel
      title="Timetables"
      description="Departures that come back by a rule; releases take one when they are planned"
      actions={makeButton}
      isFlush
    >
      {error && !data ? (
        <ErrorState error={error} doing="load the timetables" onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.items.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="No timetable"
          description="A timetable says when releases depart: every Tuesday at 10:00, say. Its departures stand in the calendar and in feeds."
        />
      ) : (
        <ul className={classes.list} aria-label="Timetables">
          {data.items.map((one) => (
            <TimetableRow key={one.id} timetable={one} missing={missing} onEnd={() => setEnded(one)} />
          ))}
        </ul>
      )}
      {isMaking ? <TimetableDialog create={commands.create} onClose={() => setIsMaking(false)} /> : null}
      {ended ? (
        <ConfirmAction
          isOpen
          onClose={() => setEnded(null)}
          label={`End ${ended.name}`}
          changes="It has no departures from now on: they are cancelled in the calendar and in feeds."
          doesNotUndo="Releases that took a departure keep their plan."
          where={ended.environment.name}
          blastRadius={ended.words}
          onConfirm={async (reason) => {
            await callAction(commands.end, { id: ended.id, reason });
            await queryClient.invalidateQueries({ queryKey: timetableKeys.all });
          }}
        />
      ) : null}
    </Panel>
  );
}

interface TimetableRowProps {
  readonly timetable: TimetableView;
  readonly missing: string | null;
  readonly onEnd: () => void;
}

function TimetableRow({ timetable, missing, onEnd }: TimetableRowProps): ReactNode {
  const { name, environment, words, inFreezeWords, timeZone, departures, past } = timetable;
  const zone = useTimeZone();
  return (
    <li className={classes.row}>
      <div className={classes.timetable}>
        <strong>{name}</strong>
        <span>
          {words}, to {environment.name}
        </span>
        <span className={classes.muted}>
          {inFreezeWords} {pastWords(past)}
          {timeZone === zone ? null : ` Times below are those of ${zone}.`}
        </span>
        {departures.length === 0 ? (
          <span className={classes.muted}>It has no departure ahead.</span>
        ) : (
          <DepartureList departures={departures} label={`Next departures of ${name}`} />
        )}
      </div>
      <DisabledReason reason={missing}>
        <Button size="compact-sm" variant="default" aria-label={`End ${name}`} onClick={onEnd}>
          End
        </Button>
      </DisabledReason>
    </li>
  );
}
