"use client";

import { Button, Group } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsBoolean, useQueryState } from "nuqs";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { ConnectionConfig, ConnectionView } from "@/lib/connections/contract";
import { connectionKeys, fetchConnection } from "@/lib/connections/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { ConnectionForm } from "./connection-form";
import { connectionStatus, kindWords } from "./connection-words";
import classes from "./connections.module.css";

interface EditGiven {
  readonly slug: string;
  readonly revision: number;
  readonly name?: string;
  readonly config?: ConnectionConfig;
  readonly secret?: string;
  readonly isEnabled?: boolean;
}

export interface ConnectionScreenProps {
  readonly slug: string;
  readonly held: readonly string[];
  readonly edit: ServerAction<EditGiven, ConnectionView>;
  readonly test: ServerAction<{ readonly slug: string }, { readonly requested: true }>;
}

/** One connection: how it is reached, whether it answers, and how far the audit log was sent to it. */
export function ConnectionScreen({ slug, held, edit, test }: ConnectionScreenProps): ReactNode {
  const [isEditing, setIsEditing] = useQueryState("edit", parseAsBoolean.withDefault(false));
  const found = useQuery({
    queryKey: connectionKeys.detail(slug),
    queryFn: ({ signal }) => fetchConnection(slug, signal),
    enabled: !isEditing,
    refetchInterval: ({ state }) => (state.data?.testPending ? 1_000 : 10_000),
  });
  if (!found.data) {
    if (!found.error) return <SkeletonPanel heightPx={240} />;
    return <ErrorState error={found.error} doing="load this connection" onRetry={() => void found.refetch()} />;
  }
  const view = found.data;
  const mayWrite = held.includes("connection:write");
  const shows = isEditing && mayWrite;
  return (
    <>
      <PageHeader
        breadcrumbs={<Link href="/connections">Connections</Link>}
        title={view.name}
        status={<StatusBadge {...connectionStatus(view)} variant="soft" />}
        answer={`${kindWords[view.kind].label}. ${kindWords[view.kind].purpose}`}
        actions={
          shows ? undefined : (
            <ConnectionActions
              view={view}
              mayWrite={mayWrite}
              edit={edit}
              test={test}
              onEdit={() => void setIsEditing(true)}
            />
          )
        }
      />
      {shows ? (
        <EditConnection view={view} edit={edit} onDone={() => void setIsEditing(null)} />
      ) : (
        <ShownConnection view={view} />
      )}
    </>
  );
}

function ConnectionActions(props: {
  readonly view: ConnectionView;
  readonly mayWrite: boolean;
  readonly edit: ConnectionScreenProps["edit"];
  readonly test: ConnectionScreenProps["test"];
  readonly onEdit: () => void;
}): ReactNode {
  const { view, mayWrite, edit, test } = props;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const [isSwitching, setIsSwitching] = useState(false);
  const reason = mayWrite ? null : `Needs ${whoMay("connection:write")} to ${permissions["connection:write"].does}.`;
  const isFile = view.kind === "csv_cmdb";
  return (
    <Group gap="xs">
      <DisabledReason reason={reason}>
        <Button variant="default" onClick={() => setIsSwitching(true)}>
          {view.isEnabled ? "Put out of use" : "Use again"}
        </Button>
      </DisabledReason>
      {isFile ? null : (
        <DisabledReason reason={reason}>
          <Button
            variant="default"
            loading={view.testPending}
            onClick={() => {
              void callAction(test, { slug: view.slug }).then(() => {
                announce("The connection is being tested");
                return queryClient.invalidateQueries({ queryKey: connectionKeys.detail(view.slug) });
              });
            }}
          >
            Test connection
          </Button>
        </DisabledReason>
      )}
      <DisabledReason reason={reason}>
        <Button onClick={props.onEdit}>Edit</Button>
      </DisabledReason>
      <ConfirmAction
        isOpen={isSwitching}
        onClose={() => setIsSwitching(false)}
        label={view.isEnabled ? `Put ${view.name} out of use` : `Use ${view.name} again`}
        changes={
          view.isEnabled ? "Nothing is read from it or sent to it any more." : "It is read from or sent to again."
        }
        where={view.name}
        blastRadius={
          view.shipment ? "Records wait and are sent when it is used again." : "What depends on it is shown as unknown."
        }
        tone={view.isEnabled ? "danger" : "neutral"}
        isReasonRequired={false}
        onConfirm={async () => {
          const { slug, revision } = view;
          const saved = await callAction(edit, { slug, revision, isEnabled: !view.isEnabled });
          queryClient.setQueryData(connectionKeys.detail(slug), saved);
        }}
      />
    </Group>
  );
}

function EditConnection(props: {
  readonly view: ConnectionView;
  readonly edit: ConnectionScreenProps["edit"];
  readonly onDone: () => void;
}): ReactNode {
  const { view, edit, onDone } = props;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const { slug, revision, name, config } = view;
  return (
    <ConnectionForm
      isNew={false}
      hasSecret={view.hasSecret}
      initial={{ slug, name, config, secret: "" }}
      onCancel={onDone}
      send={async (values) => {
        const given = { slug, revision, name: values.name, config: values.config };
        const saved = await callAction(edit, values.secret ? { ...given, secret: values.secret } : given);
        queryClient.setQueryData(connectionKeys.detail(slug), saved);
        announce(`Saved ${saved.name}`);
        onDone();
      }}
    />
  );
}

function ShownConnection({ view }: { readonly view: ConnectionView }): ReactNode {
  const config = view.config as Readonly<Record<string, unknown>>;
  const words = kindWords[view.kind];
  const facts: Fact[] = words.fields.map((field) => ({ term: field.label, value: valueWords(config[field.name]) }));
  const secret: Fact[] = words.secret
    ? [{ term: words.secret, value: view.hasSecret ? "stored, never shown" : "none" }]
    : [];
  return (
    <div className={classes.columns}>
      <Panel title="How it is reached">
        <Facts layout="rows" facts={[{ term: "Slug", value: <Mono text={view.slug} /> }, ...facts, ...secret]} />
      </Panel>
      <Panel title={view.shipment ? "What was sent" : "Last test"}>
        <Facts layout="rows" facts={[...shipmentFacts(view), ...testFacts(view)]} />
      </Panel>
    </div>
  );
}

function valueWords(value: unknown): ReactNode {
  if (Array.isArray(value)) return <Mono text={value.join(", ")} />;
  return value === "" || value === undefined ? "–" : <Mono text={String(value)} />;
}

function Mono({ text }: { readonly text: string }): ReactNode {
  return <span className={classes.mono}>{text}</span>;
}

const whole = new Intl.NumberFormat("en");

function shipmentFacts({ shipment }: ConnectionView): Fact[] {
  if (!shipment) return [];
  const failure: Fact[] = shipment.failure
    ? [
        { term: "Last failure", value: shipment.failure },
        { term: "Failures in a row", value: whole.format(shipment.failures) },
        { term: "Tried again", value: shipment.retryAt ? <Time atMs={Date.parse(shipment.retryAt)} /> : "at once" },
      ]
    : [];
  return [
    { term: "Records accepted", value: whole.format(shipment.shippedCount) },
    { term: "Last accepted", value: shipment.shippedAt ? <Time atMs={Date.parse(shipment.shippedAt)} /> : "none yet" },
    { term: "Records that wait", value: whole.format(shipment.waiting) },
    { term: "Behind by", value: shipment.lagMs === null ? "nothing waits" : formatDuration(shipment.lagMs) },
    ...failure,
  ];
}

function testFacts({ test, testedAt, testPending }: ConnectionView): Fact[] {
  if (testPending) return [{ term: "Test", value: "under way" }];
  if (!test || !testedAt) return [{ term: "Test", value: "not made yet" }];
  return [
    { term: "Test", value: test.ok ? "passed" : "failed" },
    { term: "It said", value: test.message },
    ...(test.remedy ? [{ term: "What to do", value: test.remedy }] : []),
    { term: "Tested", value: <Time atMs={Date.parse(testedAt)} /> },
  ];
}
