"use client";

import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import type { MeetingView } from "@/lib/reviews/contract";
import classes from "./reviews.module.css";

type Attendees = MeetingView["attendance"];

/** Who is to be there, and who was. */
export function AttendancePanel({ attendance }: { readonly attendance: Attendees }): ReactNode {
  return (
    <Panel title="Attendance" isFlush>
      {attendance.length === 0 ? (
        <p className={`${classes.rule} ${classes.pad}`}>Nobody is named: nobody answers for the objective.</p>
      ) : (
        <ul className={classes.list}>
          {attendance.map(({ id, name, isRequired, attended }) => (
            <li key={id} className={classes.row}>
              <span className={classes.name}>
                {name}
                <span className={classes.muted}>{isRequired ? "Required" : "Came along"}</span>
              </span>
              <StatusBadge
                {...(attended === null
                  ? ({ status: "waiting", label: "To come" } as const)
                  : attended
                    ? ({ status: "healthy", label: "Was there" } as const)
                    : ({ status: "failed", label: "Missing" } as const))}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface AttendanceFieldsProps {
  readonly attendance: Attendees;
  readonly present: readonly string[];
  readonly onChange: (present: string[]) => void;
  readonly error?: ReactNode;
}

/** Asks who of those invited is there. */
export function AttendanceFields({ attendance, present, onChange, error }: AttendanceFieldsProps): ReactNode {
  return (
    <Checkbox.Group label="Who is there" value={[...present]} onChange={onChange} error={error}>
      <div className={classes.stack}>
        {attendance.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** What is sent: something is said of everybody who was invited. */
export function attendanceOf(attendance: Attendees, present: readonly string[]) {
  const invited = attendance.map(({ id }) => ({ personId: id, attended: present.includes(id) }));
  const others = present.filter((id) => !attendance.some((one) => one.id === id));
  return [...invited, ...others.map((personId) => ({ personId, attended: true }))];
}
