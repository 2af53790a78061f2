"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { type AlarmFilter, alertKeys, fetchAlarms } from "@/lib/alerts/queries";
import { alarmBadge, kindLabels, toldWords } from "./alert-words";
import classes from "./alerts.module.css";

export interface AlertsPanelProps {
  readonly title: string;
  /** What they are about. */
  readonly filter: Pick<AlarmFilter, "objective" | "incident" | "clock">;
  /** Said when there is none; without it the panel is not there then. */
  readonly none?: string;
}

/** Alerts about one thing, newest first, with who was told. */
export function AlertsPanel({ title, filter: about, none }: AlertsPanelProps): ReactNode {
  const filter: AlarmFilter = { ...about, limit: "10" };
  const alerts = useQuery({
    queryKey: alertKeys.list(filter),
    queryFn: ({ signal }) => fetchAlarms(filter, signal),
    refetchInterval: 30_000,
  });
  const rows = alerts.data?.items;
  if (rows?.length === 0 && none === undefined) return null;
  return (
    <Panel title={title} actions={<Link href="/alerts">All alerts</Link>} isFlush>
      {alerts.error && !rows ? (
        <ErrorState error={alerts.error} doing="load the alerts" onRetry={() => void alerts.refetch()} />
      ) : null}
      {!rows && !alerts.error ? <SkeletonRows /> : null}
      {rows?.length === 0 && none ? <EmptyState kind="nothing_wrong" title={none} /> : null}
      <ul className={classes.list}>
        {rows?.map((alert) => (
          <li key={alert.id} className={classes.row}>
            <span className={classes.name}>
              <Link href={`/alerts/${alert.id}`}>{alert.title}</Link>
              <span className={classes.muted}>
                {kindLabels[alert.kind]} · <Time atMs={Date.parse(alert.firedAt)} /> · told: {toldWords(alert.told)}
              </span>
            </span>
            <StatusBadge {...alarmBadge(alert)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
