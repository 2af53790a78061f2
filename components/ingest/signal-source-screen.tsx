"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsBoolean, parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { TabBar } from "@/components/ui/tab-bar";
import type { EventSourceConfig, EventSourceView } from "@/lib/ingest/contract";
import type { SourceHealthView } from "@/lib/ingest/health-contract";
import { fetchSignalSource, signalKeys } from "@/lib/ingest/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { DeliveryList } from "./delivery-list";
import classes from "./ingest.module.css";
import { NameList, type SayName } from "./name-list";
import type { Replay } from "./replay-menu";
import { SignalSourceForm } from "./signal-source-form";
import { kindTitles, pulseSentence, sourceStatus } from "./signal-words";
import { SourceQualityPanel } from "./source-quality-panel";
import { type SetupActions, SourceSetupPanel } from "./source-setup-panel";
import { configOf, valuesOf } from "./source-values";

interface EditGiven {
  readonly slug: string;
  readonly revision: number;
  readonly name: string;
  readonly config: EventSourceConfig;
  readonly isEnabled: boolean;
  readonly pollToken?: string;
}

export interface SignalSourceActions extends SetupActions {
  readonly edit: ServerAction<EditGiven, EventSourceView>;
  readonly replay: Replay;
  readonly say: SayName;
}

export interface SignalSourceScreenProps {
  readonly slug: string;
  readonly held: readonly string[];
  readonly baseUrl: string;
  readonly actions: SignalSourceActions;
}

const tabs = ["deliveries", "names"] as const;

/** One event source: is it heard, is it understood, and what it sent. */
export function SignalSourceScreen({ slug, held, baseUrl, actions }: SignalSourceScreenProps): ReactNode {
  const [isEditing, setIsEditing] = useQueryState("edit", parseAsBoolean.withDefault(false));
  const health = useQuery({
    queryKey: signalKeys.detail(slug),
    queryFn: ({ signal }) => fetchSignalSource(slug, signal),
    // What somebody edits must not change under their hands. Silence sends no hint.
    enabled: !isEditing,
    refetchInterval: 10_000,
  });
  if (!health.data) {
    if (!health.error) return <SkeletonPanel heightPx={240} />;
    return <ErrorState error={health.error} doing="load this source" onRetry={() => void health.refetch()} />;
  }
  const mayWrite = held.includes("signal:write");
  const reason = mayWrite ? null : `Needs ${whoMay("signal:write")} to ${permissions["signal:write"].does}.`;
  return (
    <>
      <PageHeader
        breadcrumbs={<Link href="/signals">Signals</Link>}
        title={health.data.source.name}
        status={<StatusBadge {...sourceStatus(health.data)} variant="soft" />}
        answer={answerOf(health.data)}
        actions={
          isEditing ? undefined : (
            <DisabledReason reason={reason}>
              <Button variant="default" onClick={() => void setIsEditing(true)}>
                Edit
              </Button>
            </DisabledReason>
          )
        }
      />
      {isEditing && mayWrite ? (
        <EditSource source={health.data.source} edit={actions.edit} onDone={() => void setIsEditing(null)} />
      ) : (
        <ShownSource health={health.data} held={held} baseUrl={baseUrl} actions={actions} />
      )}
    </>
  );
}

function answerOf({ source, pulse }: SourceHealthView): string {
  const kind = kindTitles[source.kind];
  if (!source.isEnabled) return `${kind}. It is switched off: what it sends is answered and not kept.`;
  return `${kind}. ${pulseSentence(pulse)}`;
}

function ShownSource(props: Omit<SignalSourceScreenProps, "slug"> & { readonly health: SourceHealthView }): ReactNode {
  const { health, held, baseUrl, actions } = props;
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(tabs).withDefault("deliveries"));
  return (
    <div className={classes.stack}>
      <div className={classes.columns}>
        <SourceQualityPanel health={health} />
        <SourceSetupPanel source={health.source} baseUrl={baseUrl} held={held} actions={actions} />
      </div>
      <TabBar
        label="What it sent"
        items={[
          { value: "deliveries", label: "Deliveries" },
          { value: "names", label: "Names", count: health.unknownNames === 0 ? undefined : health.unknownNames },
        ]}
        value={tab}
        onChange={(value) => void setTab(value === "names" ? "names" : null)}
        controls="sent"
      />
      <div id="sent" role="tabpanel" aria-label={tab === "names" ? "Names" : "Deliveries"}>
        <Panel isFlush>
          {tab === "names" ? (
            <NameList slug={health.source.slug} held={held} say={actions.say} />
          ) : (
            <DeliveryList health={health} held={held} replay={actions.replay} />
          )}
        </Panel>
      </div>
    </div>
  );
}

function EditSource(props: {
  readonly source: EventSourceView;
  readonly edit: SignalSourceActions["edit"];
  readonly onDone: () => void;
}): ReactNode {
  const { source, edit, onDone } = props;
  const client = useQueryClient();
  const announce = useAnnounce();
  const { slug, revision } = source;
  return (
    <SignalSourceForm
      isNew={false}
      initial={valuesOf(source)}
      onCancel={onDone}
      send={async (values) => {
        const { name, isEnabled, pollToken } = values;
        const given = { slug, revision, name, isEnabled, config: configOf(values, source.config) };
        await callAction(edit, pollToken ? { ...given, pollToken } : given);
        await client.invalidateQueries({ queryKey: ["signal"] });
        announce(`Saved ${name}`);
        onDone();
      }}
    />
  );
}
