"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { fetchStatusPageSettings, statusPageKeys } from "@/lib/status-page/queries";
import classes from "./status-page.module.css";
import type { SetStatusPage } from "./status-page-dialog";

const StatusPageDialog = dynamic(() => import("./status-page-dialog").then((one) => one.StatusPageDialog));

export interface StatusPagePanelProps {
  readonly set: SetStatusPage;
  readonly canWrite: boolean;
}

/** Whether announcements for the status page are shown to everybody, and what else is. */
export function StatusPagePanel({ set, canWrite }: StatusPagePanelProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: statusPageKeys.settings,
    queryFn: ({ signal }) => fetchStatusPageSettings(signal),
    refetchInterval: 60_000,
  });
  if (error && !data)
    return <ErrorState error={error} doing="load the status page's settings" onRetry={() => void refetch()} />;
  if (!data) return null;
  const { isOn, services, savedBy, savedAt } = data;
  return (
    <Panel
      title="Public status page"
      description={
        savedBy && savedAt ? (
          <>
            {savedBy}, <Time atMs={Date.parse(savedAt)} />
          </>
        ) : null
      }
      actions={
        <DisabledReason reason={canWrite ? null : `Needs ${whoMay("status-page:write")}.`}>
          <Button size="xs" variant="default" onClick={() => setIsOpen(true)}>
            Set up
          </Button>
        </DisabledReason>
      }
    >
      <p className={classes.facts}>
        {isOn ? (
          <>
            On, for everybody without signing in, at <Link href="/status">/status</Link>
            {services.length === 0
              ? ". It shows announcements alone."
              : `. Beside announcements it shows ${services.map(({ name }) => name).join(", ")}.`}
          </>
        ) : (
          "Off: announcements for the status page are kept here and shown to nobody outside."
        )}
      </p>
      {isOpen ? <StatusPageDialog set={set} settings={data} onClose={() => setIsOpen(false)} /> : null}
    </Panel>
  );
}
