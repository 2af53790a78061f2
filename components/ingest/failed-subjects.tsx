"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { fetchSignalFailures, signalKeys } from "@/lib/ingest/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./ingest.module.css";

interface FailedSubjectsProps {
  readonly held: readonly string[];
  readonly retry: ServerAction<Record<string, never>, { readonly queued: number }>;
}

/** What was told and could not be made into rows. Nothing is drawn when there is none. */
export function FailedSubjects({ held, retry }: FailedSubjectsProps): ReactNode {
  const failures = useQuery({ queryKey: signalKeys.failures, queryFn: ({ signal }) => fetchSignalFailures(signal) });
  const client = useQueryClient();
  const announce = useAnnounce();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  if (failures.error) {
    return (
      <Panel>
        <ErrorState error={failures.error} doing="load what failed" onRetry={() => void failures.refetch()} />
      </Panel>
    );
  }
  if (!failures.data || failures.data.length === 0) return null;

  async function again(): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      const { queued } = await callAction(retry, {});
      announce(`${queued} are tried again`);
      await client.invalidateQueries({ queryKey: signalKeys.failures });
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  const reason = held.includes("signal:replay")
    ? null
    : `Needs ${whoMay("signal:replay")} to ${permissions["signal:replay"].does}.`;
  return (
    <Panel
      title="Could not be worked out"
      description="Facts are kept; the rows that they make are missing or old until this succeeds."
      actions={
        <DisabledReason reason={reason}>
          <Button size="xs" variant="default" loading={isBusy} onClick={() => void again()}>
            Try all again
          </Button>
        </DisabledReason>
      }
    >
      {problem ? <ErrorState error={problem} doing="try again" /> : null}
      <ul className={classes.plain}>
        {failures.data.map((failure) => (
          <li key={failure.subjectKey}>
            <div className={classes.mono}>{failure.subjectKey}</div>
            <p className={classes.hint}>
              {failure.failure} Tried {failure.attempts === 1 ? "once" : `${failure.attempts} times`};{" "}
              {failure.retryAt ? (
                <>
                  again <Time atMs={Date.parse(failure.retryAt)} />
                </>
              ) : (
                "set aside"
              )}
              .
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
