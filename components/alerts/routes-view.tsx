"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { AlertRouteView } from "@/lib/alerts/contract";
import { alertKeys, fetchAlertRoutes } from "@/lib/alerts/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { matchWords } from "./alert-words";
import classes from "./alerts.module.css";
import { RouteDialog, type RouteDialogActions } from "./route-dialog";
import { RoutePanel } from "./route-panel";

export interface RoutesViewProps extends RouteDialogActions {
  readonly canWrite: boolean;
  readonly remove: ServerAction<{ readonly id: string }, { readonly deleted: true }>;
  readonly test: ServerAction<{ readonly id: string }, AlertRouteView>;
}

/** Who is told of which alerts, and whether telling them works. */
export function RoutesView({ canWrite, remove, test, ...actions }: RoutesViewProps): ReactNode {
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<AlertRouteView | null | undefined>(undefined);
  const [removed, setRemoved] = useState<AlertRouteView | null>(null);
  const routes = useQuery({
    queryKey: alertKeys.routes,
    queryFn: ({ signal }) => fetchAlertRoutes(signal),
    refetchInterval: 5_000,
  });
  const missing = canWrite ? null : `Needs ${whoMay("alert:write")}.`;
  const addButton = (
    <DisabledReason reason={missing}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setEdited(null)}>
        New route
      </Button>
    </DisabledReason>
  );
  const items = routes.data?.items;
  const reload = () => queryClient.invalidateQueries({ queryKey: alertKeys.routes });
  return (
    <>
      <PageHeader
        title="Who is told"
        breadcrumbs={<Link href="/alerts">Alerts</Link>}
        answer={items ? answerOf(items) : undefined}
        actions={addButton}
      />
      {routes.error && !items ? (
        <ErrorState error={routes.error} doing="load the routes" onRetry={() => void routes.refetch()} />
      ) : null}
      {!items && !routes.error ? <SkeletonPanel heightPx={200} /> : null}
      {items?.length === 0 ? <NoRoutes addButton={addButton} /> : null}
      <div className={classes.column}>
        {items?.map((route) => (
          <RoutePanel
            key={route.id}
            route={route}
            missing={missing}
            onEdit={() => setEdited(route)}
            onRemove={() => setRemoved(route)}
            onTest={async () => {
              await callAction(test, { id: route.id });
              await reload();
            }}
          />
        ))}
      </div>
      <RouteDialog {...actions} open={edited} onClose={() => setEdited(undefined)} />
      <ConfirmAction
        isOpen={removed !== null}
        onClose={() => setRemoved(null)}
        label={`Remove ${removed?.name ?? "the route"}`}
        changes="The next alert is not told by it any more. Who was told that an alert fired is still told what becomes of it."
        where={removed?.connection.name ?? ""}
        blastRadius={removed ? matchWords(removed.match) : ""}
        isReasonRequired={false}
        onConfirm={async () => {
          if (removed) await callAction(remove, { id: removed.id });
          await reload();
        }}
      />
    </>
  );
}

function NoRoutes({ addButton }: { readonly addButton: ReactNode }): ReactNode {
  return (
    <Panel>
      <EmptyState
        kind="nothing_yet"
        title="Nobody is told of anything"
        description={
          <>
            A route says which alerts are told to which connection. Add the connection first, under{" "}
            <Link href="/connections">Connections</Link>: PagerDuty, ServiceNow, a signed webhook or a mailbox.
          </>
        }
        actions={addButton}
      />
    </Panel>
  );
}

function answerOf(routes: readonly AlertRouteView[]): string {
  const active = routes.filter(({ isEnabled, connection }) => isEnabled && connection.isEnabled);
  if (active.length === 0) return "Nobody is told: alerts are only shown here.";
  const isPaged = active.some(({ match }) => match.kinds.includes("page"));
  const count = `${active.length} ${active.length === 1 ? "route is" : "routes are"} in use.`;
  return isPaged ? count : `${count} No route takes pages.`;
}
