"use client";

import { Button, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { formatDuration } from "@/components/feedback/time-format";
import { Dialog } from "@/components/forms/dialog";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { BuildState } from "@/lib/insights/contract";
import { fetchBuildState, insightKeys } from "@/lib/insights/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./insights.module.css";

export type RebuildRecords = ServerAction<{ reason: string }, { generation: number }>;

export interface BuildPanelProps {
  readonly rebuild: RebuildRecords;
  readonly disabledReason: string | null;
}

/** How far the records behind the figures are, and the way to have all of them made again. */
export function BuildPanel({ rebuild, disabledReason }: BuildPanelProps): ReactNode {
  const [isAsking, setIsAsking] = useState(false);
  const build = useQuery({
    queryKey: insightKeys.build,
    queryFn: ({ signal }) => fetchBuildState(signal),
    refetchInterval: 3_000,
  });
  const state = build.data;
  const isBuilding = state?.generations.some((one) => one.state === "building") ?? false;
  const reason = disabledReason ?? (isBuilding ? "The records are being made again already." : null);
  return (
    <Panel
      title="Records"
      description="Made by themselves within seconds of each signal"
      actions={
        <DisabledReason reason={reason}>
          <Button size="xs" variant="default" onClick={() => setIsAsking(true)}>
            Make all records again
          </Button>
        </DisabledReason>
      }
    >
      {build.error && !state ? <ErrorState error={build.error} doing="load this" /> : null}
      {state ? <BuildFacts state={state} /> : null}
      {isAsking ? <RebuildDialog rebuild={rebuild} onClose={() => setIsAsking(false)} /> : null}
    </Panel>
  );
}

function BuildFacts({ state }: { readonly state: BuildState }): ReactNode {
  const current = state.generations.find((one) => one.state === "current");
  const building = state.generations.find((one) => one.state === "building");
  return (
    <Facts
      layout="rows"
      facts={[
        { term: "Waiting", value: `${state.waitingLanes} places` },
        {
          term: "Longest wait",
          value: state.longestWaitMs === null ? "nothing waits" : formatDuration(state.longestWaitMs),
        },
        { term: "In use", value: current ? `generation ${current.id}: ${current.reason}` : "none" },
        ...(building
          ? [
              {
                term: "Being filled",
                value: `generation ${building.id}: ${building.builtLanes} of ${building.lanes} places`,
              },
            ]
          : []),
        ...state.failures.map((failure) => ({
          term: `${failure.service.name} in ${failure.environment.name}`,
          value: failure.failure,
        })),
      ]}
    />
  );
}

interface RebuildDialogProps {
  readonly rebuild: RebuildRecords;
  readonly onClose: () => void;
}

function RebuildDialog({ rebuild, onClose }: RebuildDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { reason: "" },
    async send(values) {
      await callAction(rebuild, values);
      await queryClient.invalidateQueries({ queryKey: insightKeys.build });
      onClose();
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title="Make all records again">
      <form onSubmit={onSubmit} noValidate>
        <p>
          Every record is made again from the signals, beside the present ones. Pages show the present ones until all
          are there, then change over in one step. What was known on past days stays as it was.
        </p>
        <Textarea data-autofocus label="Reason" required {...form.getInputProps("reason")} />
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="begin this" /> : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Make all records again
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
