"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { MeetingDetail } from "@/lib/reviews/contract";
import { fetchMeeting, reviewKeys } from "@/lib/reviews/queries";
import type { ActionCommands } from "./action-dialogs";
import { ActionPanel } from "./action-list";
import { AgendaList } from "./agenda-list";
import { AttendancePanel } from "./attendance";
import { DecisionList } from "./decision-list";
import { HoldMeeting, type MeetingCommands, RecordDecision } from "./meeting-dialogs";
import { counted } from "./review-words";
import classes from "./reviews.module.css";
import { ShownQuery } from "./shown-query";

interface MeetingScreenProps extends MeetingCommands, ActionCommands {
  readonly id: string;
  readonly canLead: boolean;
  readonly canWrite: boolean;
}

/** One meeting: agenda, who is there, what is decided, what is to be done. */
export function MeetingScreen(props: MeetingScreenProps): ReactNode {
  const { id, canLead, canWrite, hold, decide, add, settle } = props;
  const query = useQuery({ queryKey: reviewKeys.meeting(id), queryFn: ({ signal }) => fetchMeeting(id, signal) });
  return (
    <ShownQuery query={query} doing="load the meeting">
      {(meeting) => (
        <>
          <PageHeader
            title={`${meeting.reference} · ${meeting.title}`}
            breadcrumbs={<Link href="/reviews/meetings">Review meetings</Link>}
            status={
              meeting.heldAt ? (
                <StatusBadge status="healthy" label="Held" variant="soft" />
              ) : (
                <StatusBadge status="waiting" label="To come" variant="soft" />
              )
            }
            answer={answerOf(meeting)}
            actions={meeting.heldAt ? undefined : <HoldMeeting meeting={meeting} canLead={canLead} hold={hold} />}
          />
          <div className={classes.columns}>
            <div className={classes.column}>
              {meeting.heldAt ? <Decisions meeting={meeting} canLead={canLead} decide={decide} /> : null}
              <Agenda meeting={meeting} />
              <ActionPanel
                origin={{ originKind: "meeting", originId: id }}
                actions={meeting.actions}
                canWrite={canWrite}
                add={add}
                settle={settle}
              />
            </div>
            <div className={classes.column}>
              <AttendancePanel attendance={meeting.attendance} />
            </div>
          </div>
        </>
      )}
    </ShownQuery>
  );
}

function answerOf({ heldAt, agenda, decisions }: MeetingDetail): string {
  if (heldAt === null) return `${counted(agenda.items.length, "thing is", "things are")} to be talked about as of now.`;
  return `${counted(agenda.items.length, "thing was", "things were")} on the agenda; ${counted(decisions.length, "decision is", "decisions are")} recorded.`;
}

function Decisions(
  props: Pick<MeetingScreenProps, "canLead" | "decide"> & { readonly meeting: MeetingDetail },
): ReactNode {
  const { decisions } = props.meeting;
  return (
    <Panel title="Decisions" isFlush actions={<RecordDecision {...props} />}>
      {decisions.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="Nothing is recorded yet"
          description="Record what is decided, and about what."
        />
      ) : (
        <DecisionList decisions={decisions} />
      )}
    </Panel>
  );
}

function Agenda({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const { agenda, heldAt } = meeting;
  return (
    <Panel
      title="Agenda"
      isFlush
      description={
        <>
          {heldAt ? "Kept as it was at" : "As of"} <Time atMs={Date.parse(agenda.asOf)} format="absolute" />, by rules{" "}
          {agenda.rulesVersion}
        </>
      }
    >
      {agenda.items.length === 0 ? (
        <EmptyState kind="nothing_wrong" title="Nothing is open" description="There is nothing to talk about." />
      ) : (
        <AgendaList items={agenda.items} />
      )}
    </Panel>
  );
}
