"use client";

import { Button, MultiSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { usePersonChoices } from "@/components/catalog/use-person-choices";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { CallMeetingInput, MeetingDetail, MeetingPage } from "@/lib/reviews/contract";
import { fetchMeetings, reviewKeys } from "@/lib/reviews/queries";
import { toInstant, useNextWeek } from "./action-dialogs";
import { ReviewDialog } from "./review-dialog";
import { counted } from "./review-words";
import classes from "./reviews.module.css";
import { ShownQuery } from "./shown-query";

interface MeetingsViewProps {
  readonly call: ServerAction<CallMeetingInput, MeetingDetail>;
  readonly canLead: boolean;
  readonly cursor: string | undefined;
}

/** Review meetings that are to come and that were held. */
export function MeetingsView({ call, canLead, cursor }: MeetingsViewProps): ReactNode {
  const query = useQuery({
    queryKey: reviewKeys.meetings(cursor),
    queryFn: ({ signal }) => fetchMeetings(cursor, signal),
  });
  return (
    <>
      <PageHeader
        title="Review meetings"
        breadcrumbs={<Link href="/reviews">Reviews</Link>}
        answer="The agenda makes itself from the data, and is kept as it was when the meeting was held."
        actions={<CallMeeting call={call} canLead={canLead} />}
      />
      <Panel isFlush>
        <ShownQuery query={query} doing="load the meetings">
          {(page) => <Meetings page={page} />}
        </ShownQuery>
      </Panel>
    </>
  );
}

function Meetings({ page }: { readonly page: MeetingPage }): ReactNode {
  if (page.items.length === 0)
    return (
      <EmptyState
        kind="nothing_yet"
        title="No meeting was called yet"
        description="Call one: what there is to talk about is gathered by itself."
      />
    );
  return (
    <>
      <ul className={classes.list}>
        {page.items.map((meeting) => (
          <li key={meeting.id} className={classes.row}>
            <span className={classes.name}>
              <Link href={`/reviews/meetings/${meeting.id}`}>
                {meeting.reference} {meeting.title}
              </Link>
              <span className={classes.muted}>
                {counted(meeting.attendance.length, "person", "persons")},{" "}
                {counted(meeting.decisionCount, "decision", "decisions")}
              </span>
            </span>
            <span className={classes.badges}>
              <span className={classes.muted}>
                <Time atMs={Date.parse(meeting.heldAt ?? meeting.scheduledAt)} />
              </span>
              <StatusBadge
                {...(meeting.heldAt
                  ? ({ status: "healthy", label: "Held" } as const)
                  : ({ status: "waiting", label: "To come" } as const))}
              />
            </span>
          </li>
        ))}
      </ul>
      {page.nextCursor ? (
        <p className={`${classes.rule} ${classes.pad}`}>
          <Link href={`/reviews/meetings?cursor=${encodeURIComponent(page.nextCursor)}`}>Older ones</Link>
        </p>
      ) : null}
    </>
  );
}

function CallMeeting({ call, canLead }: Pick<MeetingsViewProps, "call" | "canLead">): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const zone = useTimeZone();
  const people = usePersonChoices();
  const scheduledAt = useNextWeek();
  return (
    <>
      <DisabledReason reason={canLead ? null : `Needs ${whoMay("review:lead")}.`}>
        <Button onClick={() => setIsOpen(true)}>Call a meeting</Button>
      </DisabledReason>
      <ReviewDialog
        title="Call a review meeting"
        submit="Call the meeting"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        initial={{ title: "Service levels", scheduledAt, personIds: [] as string[] }}
        send={(values) => callAction(call, { ...values, scheduledAt: toInstant(values.scheduledAt, zone) })}
      >
        {(form) => (
          <>
            <TextInput label="Title" data-autofocus required maxLength={120} {...form.getInputProps("title")} />
            <TextInput label={`When (${zone})`} type="datetime-local" required {...form.getInputProps("scheduledAt")} />
            <MultiSelect
              label="Who is to be there"
              required
              searchable
              data={people}
              {...form.getInputProps("personIds")}
            />
          </>
        )}
      </ReviewDialog>
    </>
  );
}
