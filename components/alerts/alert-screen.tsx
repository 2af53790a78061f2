"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { AlarmDetail } from "@/lib/alerts/contract";
import { alertKeys, fetchAlarm } from "@/lib/alerts/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { AlertFacts } from "./alert-facts";
import { alarmBadge, kindLabels } from "./alert-words";
import classes from "./alerts.module.css";
import { NoticeList } from "./notice-list";

export interface AlertScreenProps {
  readonly id: string;
  readonly mayAcknowledge: boolean;
  readonly acknowledge: ServerAction<{ readonly id: string; readonly reason?: string }, AlarmDetail>;
  readonly retry: ServerAction<{ readonly id: string }, AlarmDetail>;
}

/** One alert: the arithmetic by which it fired, who was told, and who looks after it. */
export function AlertScreen(props: AlertScreenProps): ReactNode {
  const alert = useQuery({
    queryKey: alertKeys.detail(props.id),
    queryFn: ({ signal }) => fetchAlarm(props.id, signal),
    refetchInterval: 10_000,
  });
  const { data } = alert;
  if (!data) {
    if (!alert.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={alert.error} doing="load this alert" onRetry={() => void alert.refetch()} />;
  }
  return (
    <>
      <Header {...props} alert={data} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <Panel title="Why it fired">
            <p className={classes.arithmetic}>
              <ToldText text={data.sentence} />
            </p>
          </Panel>
          {data.resolvedSentence ? (
            <Panel title="Why it is over">
              <p className={classes.arithmetic}>{data.resolvedSentence}</p>
            </Panel>
          ) : null}
          <Told {...props} alert={data} />
        </div>
        <AlertFacts alert={data} />
      </div>
    </>
  );
}

type Given = AlertScreenProps & { readonly alert: AlarmDetail };

function Header({ alert, mayAcknowledge, acknowledge }: Given): ReactNode {
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const missing = missingOf(alert, mayAcknowledge);
  const told = new Set(alert.notices.map(({ connection }) => connection.name));
  return (
    <>
      <PageHeader
        title={alert.title}
        breadcrumbs={<Link href="/alerts">Alerts</Link>}
        status={<StatusBadge {...alarmBadge(alert)} variant="soft" />}
        answer={answerOf(alert)}
        actions={
          alert.state === "resolved" ? undefined : (
            <DisabledReason reason={missing}>
              <Button onClick={() => setIsOpen(true)}>Acknowledge</Button>
            </DisabledReason>
          )
        }
      />
      <ConfirmAction
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        label="Acknowledge the alert"
        changes="You look after it. It goes on firing until it is over."
        where={alert.title}
        blastRadius={told.size === 0 ? "Nobody else was told of it." : `${[...told].join(", ")} will be told.`}
        tone="neutral"
        isReasonRequired={false}
        onConfirm={async (reason) => {
          const saved = await callAction(acknowledge, { id: alert.id, ...(reason ? { reason } : {}) });
          queryClient.setQueryData(alertKeys.detail(alert.id), saved);
          await queryClient.invalidateQueries({ queryKey: alertKeys.all });
        }}
      />
    </>
  );
}

function missingOf(alert: AlarmDetail, mayAcknowledge: boolean): string | null {
  if (alert.acknowledgedBy !== null) return `${alert.acknowledgedBy} has acknowledged it.`;
  return mayAcknowledge ? null : `Needs ${whoMay("alert:acknowledge")}.`;
}

function answerOf({ kind, state, frozenSince, acknowledgedBy, incidentId }: AlarmDetail): ReactNode {
  const words = {
    firing: "Nobody looks after it yet.",
    acknowledged: `${acknowledgedBy} looks after it.`,
    resolved: "It is over.",
  };
  const frozen = frozenSince === null ? "" : " Its source is dark: it stays what it was until data is back.";
  return (
    <>
      {kindLabels[kind]}. {words[state]}
      {frozen}
      {incidentId ? (
        <>
          {" "}
          It opened <Link href={`/incidents/${incidentId}`}>an incident</Link>.
        </>
      ) : null}
    </>
  );
}

function Told({ alert, mayAcknowledge, retry }: Given): ReactNode {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const [failure, setFailure] = useState<unknown>(null);
  const again = async () => {
    setFailure(null);
    try {
      queryClient.setQueryData(alertKeys.detail(alert.id), await callAction(retry, { id: alert.id }));
      announce("It is tried again");
    } catch (error) {
      setFailure(error);
    }
  };
  const button = (
    <DisabledReason reason={mayAcknowledge ? null : `Needs ${whoMay("alert:acknowledge")}.`}>
      <Button size="xs" variant="default" onClick={() => void again()}>
        Try again
      </Button>
    </DisabledReason>
  );
  return (
    <Panel title="Who was told" actions={alert.told.dead > 0 ? button : undefined} isFlush>
      {failure ? <ErrorState error={failure} doing="try again" /> : null}
      <NoticeList notices={alert.notices} />
    </Panel>
  );
}
