"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/feedback/copy-button";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { LiveIndicator } from "@/components/feedback/live-indicator";
import { StaleBanner } from "@/components/feedback/stale-banner";
import { statuses } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { VerdictBadge } from "@/components/feedback/verdict-badge";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { ApiError } from "@/lib/platform/http/api-client";
import classes from "./design-gallery.module.css";

const refused = new ApiError({
  code: "rejected",
  status: 422,
  title: "This cannot be done now",
  detail: "Two things stand in the way.",
  reasons: [
    {
      code: "freeze",
      message: "Production is frozen until Monday 06:00 CET.",
      remedy: "Ask for a waiver, or start after it.",
    },
    { code: "approval_missing", message: "Nobody has approved step 3.", remedy: "Ask one of: Ada Wong, Grace Kim." },
  ],
  requestId: "01JD9Z4T6R8Q",
  current: undefined,
});

const ignore = (): void => undefined;

export function FeedbackSpecimens({ nowMs }: { readonly nowMs: number }): ReactNode {
  return (
    <>
      <div className={classes.columns}>
        <Panel title="Statuses">
          <div className={classes.divided}>
            <div className={classes.row}>
              {statuses.map((status) => (
                <StatusBadge key={status} status={status} />
              ))}
            </div>
            <div className={classes.row}>
              {statuses.map((status) => (
                <StatusBadge key={status} status={status} variant="soft" />
              ))}
            </div>
            <div className={classes.row}>
              <VerdictBadge verdict="pass" />
              <VerdictBadge verdict="fail" />
              <VerdictBadge verdict="inconclusive" note="12 of 50 requests" />
              <VerdictBadge verdict="blind" note="no series" />
            </div>
          </div>
        </Panel>
        <Panel title="Live, time, small parts">
          <div className={classes.divided}>
            <div className={classes.row}>
              <LiveIndicator status="live" updatedAtMs={nowMs - 2_000} onPauseChange={ignore} />
              <LiveIndicator status="reconnecting" updatedAtMs={null} onPauseChange={ignore} />
              <LiveIndicator status="polling" updatedAtMs={null} onPauseChange={ignore} />
              <LiveIndicator status="paused" updatedAtMs={null} onPauseChange={ignore} />
            </div>
            <Facts
              facts={[
                { term: "Started", value: <Time atMs={nowMs - 4 * 60_000} /> },
                { term: "Took", value: <Duration ms={200_000} /> },
                { term: "Next look", value: <Duration ms={83_000} format="clock" /> },
                {
                  term: "Digest",
                  value: (
                    <span className={classes.buttons}>
                      sha256:9f2c <CopyButton value="sha256:9f2c" what="digest" />
                    </span>
                  ),
                },
              ]}
            />
            <div className={classes.buttons}>
              <Button>Start rollout</Button>
              <Button variant="default">Pause</Button>
              <Button variant="light">Promote</Button>
              <Button color="red">Abort checkout 4.12.0</Button>
              <Button variant="subtle" color="gray">
                Details
              </Button>
              <DisabledReason reason="Needs the release manager role. Ask Grace Kim.">
                <Button variant="default">Approve</Button>
              </DisabledReason>
            </div>
          </div>
        </Panel>
      </div>
      <StaleBanner asOfMs={nowMs - 95_000} cause="Prometheus does not answer." onRefresh={ignore} />
      <div className={classes.columns}>
        <Panel>
          <EmptyState
            kind="nothing_yet"
            title="No rollouts yet"
            description="A rollout moves traffic to a new version step by step. Start one from a pipeline or here."
            command="signalbox rollout start --service checkout --version 4.12.0"
          />
        </Panel>
        <Panel>
          <EmptyState
            kind="nothing_wrong"
            title="Nothing needs you"
            description="All 9 rollouts of this week are done."
          />
        </Panel>
        <Panel>
          <ErrorState error={refused} onRetry={ignore} />
        </Panel>
        <Panel isFlush>
          <SkeletonRows rows={5} />
        </Panel>
      </div>
    </>
  );
}
