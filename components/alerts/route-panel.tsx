"use client";

import { Button, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { AlertRouteView } from "@/lib/alerts/contract";
import { matchWords } from "./alert-words";
import classes from "./alerts.module.css";
import { NoticeList } from "./notice-list";

export interface RoutePanelProps {
  readonly route: AlertRouteView;
  /** Why nothing can be changed; null when it can. */
  readonly missing: string | null;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onTest: () => Promise<void>;
}

/** One route: what it takes, where it leads, and what came of its last test. */
export function RoutePanel({ route, missing, onEdit, onRemove, onTest }: RoutePanelProps): ReactNode {
  const announce = useAnnounce();
  const [failure, setFailure] = useState<unknown>(null);
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setFailure(null);
    setIsSending(true);
    await onTest().then(() => announce("A test is sent"), setFailure);
    setIsSending(false);
  };
  const { name, connection, match, lastTest } = route;
  const noTest = missing ?? (connection.isEnabled ? null : `${connection.name} is out of use.`);
  return (
    <Panel
      title={name}
      description={`${matchWords(match)} → ${connection.name}`}
      actions={
        <Group gap="xs">
          <StatusBadge {...badgeOf(route)} />
          <DisabledReason reason={noTest}>
            <Button size="xs" variant="default" loading={isSending} onClick={() => void send()}>
              Send a test
            </Button>
          </DisabledReason>
          <DisabledReason reason={missing}>
            <Button size="xs" variant="default" onClick={onRemove}>
              Remove
            </Button>
          </DisabledReason>
          <DisabledReason reason={missing}>
            <Button size="xs" variant="default" onClick={onEdit}>
              Edit
            </Button>
          </DisabledReason>
        </Group>
      }
      isFlush
    >
      {failure ? <ErrorState error={failure} doing="send a test" /> : null}
      {lastTest ? (
        <>
          <p className={classes.row}>
            <span>
              Last test <Time atMs={Date.parse(lastTest.at)} />
            </span>
          </p>
          <NoticeList notices={lastTest.notices} />
        </>
      ) : (
        <p className={classes.row}>
          <span className={classes.muted}>No test was sent by it yet.</span>
        </p>
      )}
    </Panel>
  );
}

function badgeOf({ isEnabled, connection }: AlertRouteView) {
  if (!isEnabled) return { status: "neutral", label: "Out of use" } as const;
  if (!connection.isEnabled) return { status: "at_risk", label: "Connection out of use" } as const;
  return { status: "progressing", label: "In use" } as const;
}
