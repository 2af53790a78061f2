"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import type { DrillsView } from "@/lib/drills/contract";
import { drillKey, fetchDrills } from "@/lib/drills/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./drills.module.css";

export interface RecordDrillProps {
  readonly rolloutId: string;
  readonly service: string;
  readonly label: string;
  readonly held: readonly string[];
  readonly record: ServerAction<{ readonly rolloutId: string; readonly note: string }, DrillsView>;
}

/** On the page of a rollout that was taken back: whether that was practice, and a way to say so. */
export function RecordDrill({ rolloutId, service, label, held, record }: RecordDrillProps): ReactNode {
  const [isAsking, setIsAsking] = useState(false);
  const queryClient = useQueryClient();
  const { data } = useQuery({ queryKey: drillKey(service), queryFn: ({ signal }) => fetchDrills(service, signal) });
  if (!data) return null;
  const drill = data.drills.find((one) => one.rolloutId === rolloutId);
  const missing = held.includes("drill:write") ? null : `Needs ${whoMay("drill:write")}.`;
  return (
    <Panel
      title="Drill"
      actions={
        drill ? (
          <StatusBadge status="neutral" label="Recorded" />
        ) : (
          <DisabledReason reason={missing}>
            <Button size="xs" variant="default" onClick={() => setIsAsking(true)}>
              Record as a drill
            </Button>
          </DisabledReason>
        )
      }
    >
      <span className={classes.muted}>
        {drill
          ? `${drill.recordedBy}: ${drill.note}`
          : "Was this rollback done for practice? Its measured time is kept."}
      </span>
      <ConfirmAction
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        label="Record as a drill"
        changes="The rollback counts as practised, with its measured time. That stays."
        where={label}
        blastRadius="When the next drill of the service is due."
        tone="neutral"
        isReasonRequired
        onConfirm={async (note) => {
          await callAction(record, { rolloutId, note });
          await queryClient.invalidateQueries({ queryKey: ["drill"] });
        }}
      />
    </Panel>
  );
}
