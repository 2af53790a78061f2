"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { Panel } from "@/components/ui/panel";
import type { DrillDuty, DrillsView } from "@/lib/drills/contract";
import { drillKey, fetchDrills } from "@/lib/drills/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { DrillSchedule, type DrillScheduleProps } from "./drill-schedule";
import classes from "./drills.module.css";

const duties: Readonly<Record<DrillDuty, { readonly status: Status; readonly label: string }>> = {
  not_scheduled: { status: "no_data", label: "Not scheduled" },
  never_done: { status: "waiting", label: "Never done" },
  fresh: { status: "healthy", label: "Done in time" },
  due_soon: { status: "waiting", label: "Due soon" },
  overdue: { status: "at_risk", label: "Overdue" },
};

export interface DrillsPanelProps {
  readonly service: string;
  readonly held: readonly string[];
  readonly setSchedule: DrillScheduleProps["setSchedule"];
}

/** Whether going back was practised lately, and how long it took. */
export function DrillsPanel({ service, held, setSchedule }: DrillsPanelProps): ReactNode {
  const [isSetting, setIsSetting] = useState(false);
  const drills = useQuery({
    queryKey: drillKey(service),
    queryFn: ({ signal }) => fetchDrills(service, signal),
    refetchInterval: 60_000,
  });
  const { data } = drills;
  const missing = held.includes("drill:write") ? null : `Needs ${whoMay("drill:write")}.`;
  return (
    <Panel
      title="Rollback drills"
      description={data ? <Answer drills={data} /> : undefined}
      actions={
        <>
          {data ? <StatusBadge {...duties[data.duty]} /> : null}
          <DisabledReason reason={missing}>
            <Button size="xs" variant="default" onClick={() => setIsSetting(true)}>
              Schedule
            </Button>
          </DisabledReason>
        </>
      }
      isFlush={data !== undefined && data.drills.length > 0}
    >
      {drills.error && !data ? (
        <ErrorState error={drills.error} doing="load the drills" onRetry={() => void drills.refetch()} />
      ) : null}
      {!data && !drills.error ? <SkeletonRows /> : null}
      {data ? <Drills drills={data} /> : null}
      {data ? (
        <DrillSchedule drills={data} setSchedule={setSchedule} isOpen={isSetting} onClose={() => setIsSetting(false)} />
      ) : null}
    </Panel>
  );
}

function Answer({ drills }: { readonly drills: DrillsView }): ReactNode {
  const { schedule, dueAt, duty } = drills;
  if (!schedule || dueAt === null) return "Nobody said how often going back is practised here.";
  return (
    <>
      Every {schedule.everyDays} days in {schedule.environment.name}; the next {duty === "overdue" ? "was" : "is"} due{" "}
      <Time atMs={Date.parse(dueAt)} />.
    </>
  );
}

function Drills({ drills }: { readonly drills: DrillsView }): ReactNode {
  if (drills.drills.length === 0) {
    return (
      <span className={classes.muted}>No drill is on record. A rollback is recorded as one on its rollout's page.</span>
    );
  }
  return (
    <ul className={classes.list}>
      {drills.drills.slice(0, 5).map((drill) => (
        <li key={drill.rolloutId} className={classes.row}>
          <span className={classes.name}>
            <Link href={`/rollouts/${drill.rolloutId}`}>
              #{drill.rolloutNumber} in {drill.environment.name}
            </Link>
            <span className={classes.muted}>
              {drill.recordedBy}: {drill.note}
            </span>
          </span>
          <span className={classes.name}>
            {formatDuration(drill.tookMs)}
            <span className={classes.muted}>
              <Time atMs={Date.parse(drill.doneAt)} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
