"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { ListPanel } from "@/components/ui/list-panel";
import { type AlarmFilter, alertKeys, fetchAlarms } from "@/lib/alerts/queries";
import { AlertRow } from "./alert-row";

const mostShown = 10;

export interface AlertsPanelProps {
  readonly title: string;
  /** What they are about. */
  readonly filter: Pick<AlarmFilter, "objective" | "incident" | "clock">;
  /** Said when there is none; without it the panel is not there then. */
  readonly none?: string;
}

/** Alerts about one thing, newest first, with who was told. */
export function AlertsPanel({ title, filter: about, none }: AlertsPanelProps): ReactNode {
  const filter: AlarmFilter = { ...about, limit: `${mostShown}` };
  const alerts = useQuery({
    queryKey: alertKeys.list(filter),
    queryFn: ({ signal }) => fetchAlarms(filter, signal),
    refetchInterval: 30_000,
  });
  if (alerts.data?.items.length === 0 && none === undefined) return null;
  return (
    <ListPanel
      title={title}
      actions={<Link href="/alerts">All alerts</Link>}
      query={alerts}
      doing="load the alerts"
      none={none ?? ""}
      most={mostShown}
      row={(alert) => <AlertRow key={alert.id} alert={alert} />}
    />
  );
}
