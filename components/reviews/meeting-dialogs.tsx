"use client";

import { Button, Select, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { HoldMeetingInput, MeetingDetail, RecordDecisionInput } from "@/lib/reviews/contract";
import { AttendanceFields, attendanceOf } from "./attendance";
import { ReviewDialog } from "./review-dialog";

export interface MeetingCommands {
  readonly hold: ServerAction<HoldMeetingInput, MeetingDetail>;
  readonly decide: ServerAction<RecordDecisionInput, MeetingDetail>;
}

interface CommandProps {
  readonly meeting: MeetingDetail;
  readonly canLead: boolean;
}

/** A button that asks who is there; the agenda is kept as it is then. */
export function HoldMeeting({ meeting, canLead, hold }: CommandProps & Pick<MeetingCommands, "hold">): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const { id, reference, attendance } = meeting;
  return (
    <>
      <DisabledReason reason={canLead ? null : `Needs ${whoMay("review:lead")}.`}>
        <Button onClick={() => setIsOpen(true)}>Begin the meeting</Button>
      </DisabledReason>
      <ReviewDialog
        title={`${reference} begins`}
        submit="Keep the agenda and begin"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        initial={{ attendance: attendance.map((one) => one.id) }}
        send={(values) => callAction(hold, { id, attendance: attendanceOf(attendance, values.attendance) })}
      >
        {(form) => (
          <AttendanceFields
            attendance={attendance}
            present={form.values.attendance}
            onChange={(present) => form.setFieldValue("attendance", present)}
            error={form.errors.attendance}
          />
        )}
      </ReviewDialog>
    </>
  );
}

/** What of the agenda a decision can be about, as choices: `kind id`. */
function subjectsOf({ agenda }: MeetingDetail): { value: string; label: string }[] {
  const found = agenda.items.flatMap(({ kind, id, title, href }) => {
    if (kind === "at_risk" || kind === "stale") return [{ value: `objective ${href.split("/").pop()}`, label: title }];
    if (kind === "breach" || kind === "waiver" || kind === "action" || kind === "emergency")
      return [{ value: `${kind} ${id}`, label: title }];
    return [];
  });
  const once = new Map(found.map((one) => [one.value, one]));
  return [{ value: "none", label: "Nothing in particular" }, ...once.values()];
}

/** A button that asks what was decided, about what, and which decision it replaces. */
export function RecordDecision({
  meeting,
  canLead,
  decide,
}: CommandProps & Pick<MeetingCommands, "decide">): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const standing = meeting.decisions.filter(({ replacedBy }) => replacedBy === null);
  return (
    <>
      <DisabledReason reason={canLead ? null : `Needs ${whoMay("review:lead")}.`}>
        <Button size="compact-sm" variant="default" onClick={() => setIsOpen(true)}>
          Record a decision
        </Button>
      </DisabledReason>
      <ReviewDialog
        title="Record a decision"
        submit="Record the decision"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        initial={{ subject: "none", text: "", replaces: null as string | null }}
        send={({ subject, text, replaces }) => {
          const [subjectKind = "none", subjectId] = subject.split(" ");
          return callAction(decide, {
            id: meeting.id,
            subjectKind: subjectKind as RecordDecisionInput["subjectKind"],
            text,
            ...(subjectId ? { subjectId } : {}),
            ...(replaces ? { replaces } : {}),
          });
        }}
      >
        {(form) => (
          <>
            <Select
              label="About what"
              allowDeselect={false}
              searchable
              data={subjectsOf(meeting)}
              {...form.getInputProps("subject")}
            />
            <Textarea
              label="What was decided"
              description="A decision is never edited; a new one replaces it"
              data-autofocus
              required
              autosize
              minRows={3}
              maxLength={2_000}
              {...form.getInputProps("text")}
            />
            {standing.length > 0 ? (
              <Select
                label="Replaces"
                clearable
                data={standing.map(({ id, reference, text }) => ({ value: id, label: `${reference} ${text}` }))}
                {...form.getInputProps("replaces")}
              />
            ) : null}
          </>
        )}
      </ReviewDialog>
    </>
  );
}
