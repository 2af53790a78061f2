"use client";

import { Button, Group, Progress } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { ImportView, TableMapping } from "@/lib/imports/contract";
import { isOpen } from "@/lib/imports/domain/import-state";
import { fetchImport, importKeys } from "@/lib/imports/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { ImportFaults } from "./import-faults";
import { formatWords, importAnswer, importStatus, sizeWords } from "./import-words";
import classes from "./imports.module.css";
import { MappingForm } from "./mapping-form";

export interface ImportScreenProps {
  readonly id: string;
  readonly held: readonly string[];
  readonly check: ServerAction<
    { readonly id: string; readonly revision: number; readonly mapping: TableMapping },
    ImportView
  >;
  readonly run: ServerAction<
    { readonly id: string; readonly revision: number; readonly leaveOutFaulty?: boolean },
    ImportView
  >;
  readonly cancel: ServerAction<{ readonly id: string }, ImportView>;
}

/** One file of the past: its columns, its faults, its progress. */
export function ImportScreen(props: ImportScreenProps): ReactNode {
  const { id, held } = props;
  const found = useQuery({
    queryKey: importKeys.detail(id),
    queryFn: ({ signal }) => fetchImport(id, signal),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? 1_000 : false),
  });
  if (!found.data) {
    if (!found.error) return <SkeletonPanel heightPx={240} />;
    return <ErrorState error={found.error} doing="load this import" onRetry={() => void found.refetch()} />;
  }
  const view = found.data;
  const mayImport = held.includes("catalog:import");
  return (
    <>
      <PageHeader
        breadcrumbs={<Link href="/imports">History imports</Link>}
        title={view.fileName}
        status={<StatusBadge {...importStatus(view.state)} variant="soft" />}
        answer={importAnswer(view)}
        actions={<ImportActions {...props} view={view} mayImport={mayImport} />}
      />
      <div className={classes.stack}>
        {isWorking(view) && view.recordCount ? (
          <Progress value={(100 * view.position) / view.recordCount} aria-label="Records that are done with" />
        ) : null}
        {view.preview && (view.state === "mapping" || view.state === "checked") && mayImport ? (
          <MappingForm key={view.revision} view={view} preview={view.preview} check={props.check} />
        ) : null}
        {view.faultCount > 0 ? <ImportFaults id={id} total={view.faultCount} /> : null}
        <Panel title="The import">
          <Facts facts={factsOf(view)} />
        </Panel>
      </div>
    </>
  );
}

function isWorking(view: ImportView): boolean {
  return ["uploading", "reading", "checking", "running"].includes(view.state);
}

const whole = new Intl.NumberFormat("en");

function factsOf(view: ImportView): { term: string; value: ReactNode }[] {
  const time = (text: string | null): ReactNode => (text ? <Time atMs={Date.parse(text)} /> : "–");
  return [
    { term: "What it is", value: formatWords[view.format] },
    { term: "Size", value: sizeWords(view.sizeBytes) },
    { term: "Source", value: view.source.name },
    { term: "Records", value: view.recordCount === null ? "not counted yet" : whole.format(view.recordCount) },
    { term: "Facts", value: view.state === "mapping" ? "–" : whole.format(view.factCount) },
    { term: "New facts", value: whole.format(view.newFactCount) },
    { term: "Faults", value: whole.format(view.faultCount) },
    { term: "Brought by", value: view.createdBy },
    { term: "Brought", value: time(view.createdAt) },
    { term: "Begun", value: time(view.startedAt) },
    { term: "Ended", value: time(view.finishedAt) },
  ];
}

function ImportActions(
  props: ImportScreenProps & { readonly view: ImportView; readonly mayImport: boolean },
): ReactNode {
  const { view, mayImport, run, cancel } = props;
  const queryClient = useQueryClient();
  const [isRunning, setIsRunning] = useState(false);
  const [isCancelling, setIsCancelling] = useState(false);
  if (!isOpen(view.state)) return null;
  const reason = mayImport ? null : `Needs ${whoMay("catalog:import")} to ${permissions["catalog:import"].does}.`;
  const keep = (saved: ImportView): void => void queryClient.setQueryData(importKeys.detail(view.id), saved);
  const good = (view.recordCount ?? 0) - view.faultCount;
  return (
    <Group gap="xs">
      <DisabledReason reason={reason}>
        <Button variant="default" onClick={() => setIsCancelling(true)}>
          Cancel import
        </Button>
      </DisabledReason>
      {view.state === "checked" ? (
        <DisabledReason reason={view.factCount === 0 ? "No record can be imported; see its faults." : reason}>
          <Button onClick={() => setIsRunning(true)}>Run import</Button>
        </DisabledReason>
      ) : null}
      <ConfirmAction
        isOpen={isRunning}
        onClose={() => setIsRunning(false)}
        label={view.faultCount > 0 ? "Run without the faulty records" : "Run import"}
        changes={`${whole.format(view.factCount)} facts are kept; those that are known stay one. Delivery figures of the past are made again.`}
        where={`Source “${view.source.name}”`}
        blastRadius={
          view.faultCount > 0
            ? `Records with faults are left out; at least ${whole.format(Math.max(0, good))} are not.`
            : "All records"
        }
        doesNotUndo="Facts are never taken back."
        tone="neutral"
        isReasonRequired={false}
        onConfirm={async () =>
          keep(await callAction(run, { id: view.id, revision: view.revision, leaveOutFaulty: view.faultCount > 0 }))
        }
      />
      <ConfirmAction
        isOpen={isCancelling}
        onClose={() => setIsCancelling(false)}
        label={`Cancel the import of ${view.fileName}`}
        changes="No further record is read, and the file is forgotten."
        where={`Source “${view.source.name}”`}
        blastRadius="This import only"
        doesNotUndo="Facts that were kept already stay."
        isReasonRequired={false}
        onConfirm={async () => keep(await callAction(cancel, { id: view.id }))}
      />
    </Group>
  );
}
