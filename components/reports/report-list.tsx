"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ReportPage, ReportView, RunView } from "@/lib/reports/contract";
import { fetchReports, reportKeys } from "@/lib/reports/queries";
import { ReportDialog, type ReportDialogActions } from "./report-dialog";
import { cadenceWords, recipientWords, scopeWords } from "./report-words";
import classes from "./reports.module.css";
import { RunHistory } from "./run-history";

export interface ReportListProps extends ReportDialogActions {
  readonly canWrite: boolean;
  readonly send: ServerAction<{ readonly id: string }, RunView>;
  readonly remove: ServerAction<{ readonly id: string; readonly revision: number }, { readonly id: string }>;
}

type Asked = { readonly what: "send" | "delete"; readonly report: ReportView } | null;

/** Scheduled reports: what, to whom, when next, and what became of the last one. */
export function ReportList(props: ReportListProps): ReactNode {
  const [edited, setEdited] = useState<ReportView | null | undefined>();
  const [asked, ask] = useState<Asked>(null);
  const query = useQuery({
    queryKey: reportKeys.list,
    queryFn: ({ signal }) => fetchReports(signal),
    refetchInterval: 30_000,
  });
  const missing = props.canWrite ? null : `Needs ${whoMay("report:write")}.`;
  const createButton = (
    <DisabledReason reason={missing}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setEdited(null)}>
        New report
      </Button>
    </DisabledReason>
  );
  return (
    <>
      <PageHeader
        title="Reports"
        answer={query.data ? <ToldText text={sentenceOf(query.data)} /> : undefined}
        actions={createButton}
      />
      {query.error && !query.data ? (
        <ErrorState error={query.error} doing="load the reports" onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <SkeletonRows />
      ) : query.data.items.length === 0 ? (
        <Panel>
          <EmptyState
            kind="nothing_yet"
            title="No report is scheduled"
            description="Figures can come by mail or signed webhook, every working day, week or month."
            actions={createButton}
          />
        </Panel>
      ) : (
        query.data.items.map((report) => (
          <ReportPanel key={report.id} report={report} missing={missing} onEdit={setEdited} onAsk={ask} />
        ))
      )}
      <ReportDialog {...props} open={edited} onClose={() => setEdited(undefined)} />
      <Confirmation {...props} asked={asked} onClose={() => ask(null)} />
    </>
  );
}

function sentenceOf({ items }: ReportPage): string {
  const next = items.flatMap((one) => one.nextRunAt ?? []).toSorted()[0];
  if (items.length === 0) return "Nothing is sent.";
  const failed = items.filter((one) => (one.lastRun?.failed ?? 0) > 0).length;
  const trouble = failed === 0 ? "" : ` ${failed} did not reach everybody last time.`;
  return `${items.length} ${items.length === 1 ? "report" : "reports"}; the next is due ${next ? `${next.slice(0, 16).replace("T", " ")} UTC` : "never: all are paused"}.${trouble}`;
}

interface ReportPanelProps {
  readonly report: ReportView;
  readonly missing: string | null;
  readonly onEdit: (report: ReportView) => void;
  readonly onAsk: (asked: Asked) => void;
}

function ReportPanel({ report, missing, onEdit, onAsk }: ReportPanelProps): ReactNode {
  const [isOpen, open] = useState(false);
  const { lastRun, nextRunAt } = report;
  return (
    <Panel
      title={report.name}
      description={
        <>
          {cadenceWords(report.cadence)} ({report.timeZone}), {scopeWords(report.content)}, to{" "}
          {recipientWords(report.recipients)}.{" "}
          {nextRunAt ? (
            <>
              Next <Time atMs={Date.parse(nextRunAt)} />.
            </>
          ) : (
            "Paused."
          )}{" "}
          {lastRun ? (
            <>
              Last <Time atMs={Date.parse(lastRun.madeAt)} />: {lastRun.sent} sent, {lastRun.waiting} waiting,{" "}
              {lastRun.failed} failed.
            </>
          ) : (
            "Never sent yet."
          )}
        </>
      }
      actions={
        <>
          <DisabledReason reason={missing}>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Send ${report.name} now`}
              onClick={() => onAsk({ what: "send", report })}
            >
              Send now
            </Button>
          </DisabledReason>
          <DisabledReason reason={missing}>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Edit ${report.name}`}
              onClick={() => onEdit(report)}
            >
              Edit
            </Button>
          </DisabledReason>
          <DisabledReason reason={missing}>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Delete ${report.name}`}
              onClick={() => onAsk({ what: "delete", report })}
            >
              Delete
            </Button>
          </DisabledReason>
        </>
      }
    >
      <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        {isOpen ? "Hide history" : "Show history"}
      </Button>
      {isOpen ? (
        <div className={classes.scroll}>
          <RunHistory id={report.id} />
        </div>
      ) : null}
    </Panel>
  );
}

interface ConfirmationProps extends Pick<ReportListProps, "send" | "remove"> {
  readonly asked: Asked;
  readonly onClose: () => void;
}

function Confirmation({ asked, send, remove, onClose }: ConfirmationProps): ReactNode {
  const queryClient = useQueryClient();
  const [shown, setShown] = useState(asked);
  if (asked && asked !== shown) setShown(asked);
  if (!shown) return null;
  const { what, report } = shown;
  const isSending = what === "send";
  return (
    <ConfirmAction
      isOpen={asked !== null}
      onClose={onClose}
      label={isSending ? `Send ${report.name} now` : `Delete ${report.name}`}
      changes={
        isSending
          ? "It is made with the figures of this moment and sent."
          : "It is sent no more, and its history is deleted."
      }
      where={recipientWords(report.recipients)}
      blastRadius={`${report.recipients.length} recipients.`}
      doesNotUndo={
        isSending
          ? "What was sent cannot be taken back. The schedule stays as it is."
          : "What was sent stays with its recipients."
      }
      tone={isSending ? "neutral" : "danger"}
      isReasonRequired={false}
      onConfirm={async () => {
        if (isSending) await callAction(send, { id: report.id });
        else await callAction(remove, { id: report.id, revision: report.revision });
        await queryClient.invalidateQueries({ queryKey: ["report"] });
      }}
    />
  );
}
