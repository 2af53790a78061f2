"use client";

import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { HoldRetrospectiveInput, RetrospectiveView } from "@/lib/reviews/contract";
import { fetchRetrospective, reviewKeys } from "@/lib/reviews/queries";
import type { ActionCommands } from "./action-dialogs";
import { ActionPanel } from "./action-list";
import { AttendanceFields, AttendancePanel, attendanceOf } from "./attendance";
import { ReviewDialog } from "./review-dialog";
import { counted } from "./review-words";
import classes from "./reviews.module.css";
import { ShownQuery } from "./shown-query";

interface RetrospectiveScreenProps extends ActionCommands {
  readonly id: string;
  readonly hold: ServerAction<HoldRetrospectiveInput, RetrospectiveView>;
  readonly canLead: boolean;
  readonly canWrite: boolean;
}

/** One retrospective: which breaches, who is to come, what was found, what is to be done. */
export function RetrospectiveScreen(props: RetrospectiveScreenProps): ReactNode {
  const { id, canWrite, add, settle } = props;
  const query = useQuery({
    queryKey: reviewKeys.retrospective(id),
    queryFn: ({ signal }) => fetchRetrospective(id, signal),
  });
  return (
    <ShownQuery query={query} doing="load the retrospective">
      {(one) => (
        <>
          <PageHeader
            title={`${one.reference} · ${one.objective.name}`}
            breadcrumbs={<Link href="/reviews/retrospectives">Retrospectives</Link>}
            status={
              one.heldAt ? (
                <StatusBadge status="healthy" label="Held" variant="soft" />
              ) : (
                <StatusBadge status="waiting" label="Planned" variant="soft" />
              )
            }
            answer={answerOf(one)}
            actions={one.heldAt ? undefined : <Hold {...props} retrospective={one} />}
          />
          <div className={classes.columns}>
            <div className={classes.column}>
              {one.findings ? (
                <Panel title="What was found">
                  <p className={classes.prose}>{one.findings}</p>
                </Panel>
              ) : null}
              <ActionPanel
                origin={{ originKind: "retrospective", originId: id }}
                actions={one.actions}
                canWrite={canWrite}
                add={add}
                settle={settle}
              />
              <Panel title="Breaches it looks at" isFlush>
                <ul className={classes.list}>
                  {one.breaches.map((breach) => (
                    <li key={breach.id} className={classes.row}>
                      <Link href={`/reviews/breaches/${breach.id}`}>{breach.reference}</Link>
                      <span className={classes.muted}>
                        period from <Time atMs={Date.parse(breach.periodFrom)} format="absolute" />
                      </span>
                    </li>
                  ))}
                </ul>
              </Panel>
            </div>
            <div className={classes.column}>
              <AttendancePanel attendance={one.attendance} />
            </div>
          </div>
        </>
      )}
    </ShownQuery>
  );
}

function answerOf({ heldAt, breaches, attendance }: RetrospectiveView): string {
  const about = counted(breaches.length, "breach", "breaches");
  if (heldAt === null) return `It is to look at ${about}.`;
  const missing = attendance.filter(({ isRequired, attended }) => isRequired && !attended).length;
  const who =
    missing === 0
      ? "Everybody who was required came"
      : `${counted(missing, "person", "persons")} who were required did not come`;
  return `It looked at ${about}. ${who}.`;
}

function Hold({
  retrospective,
  hold,
  canLead,
}: Pick<RetrospectiveScreenProps, "hold" | "canLead"> & { readonly retrospective: RetrospectiveView }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const { id, reference, attendance } = retrospective;
  return (
    <>
      <DisabledReason reason={canLead ? null : `Needs ${whoMay("review:lead")}.`}>
        <Button onClick={() => setIsOpen(true)}>Say that it was held</Button>
      </DisabledReason>
      <ReviewDialog
        title={`${reference} was held`}
        submit="Keep what was found"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        initial={{ findings: "", attendance: attendance.map((one) => one.id) }}
        send={(values) =>
          callAction(hold, { id, findings: values.findings, attendance: attendanceOf(attendance, values.attendance) })
        }
      >
        {(form) => (
          <>
            <AttendanceFields
              attendance={attendance}
              present={form.values.attendance}
              onChange={(present) => form.setFieldValue("attendance", present)}
              error={form.errors.attendance}
            />
            <Textarea
              data-autofocus
              label="What was found"
              description="What made it likely, what helped, what to change; no blame"
              required
              autosize
              minRows={4}
              maxLength={4_000}
              {...form.getInputProps("findings")}
            />
          </>
        )}
      </ReviewDialog>
    </>
  );
}
