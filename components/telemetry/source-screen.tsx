"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsBoolean, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { formatDuration } from "@/components/feedback/time-format";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { fetchSource, sourceKeys } from "@/lib/telemetry/queries";
import type { SourceConfig, SourceView } from "@/lib/telemetry/source-contract";
import { reliabilityBadge, reliabilityWords } from "./reliability-words";
import { SourceForm } from "./source-form";
import { sourceKinds } from "./source-values";
import classes from "./sources.module.css";

interface EditSourceGiven {
  readonly slug: string;
  readonly revision: number;
  readonly name: string;
  readonly config: SourceConfig;
  readonly secret?: string;
}

export interface SourceScreenProps {
  readonly slug: string;
  readonly held: readonly string[];
  readonly edit: ServerAction<EditSourceGiven, SourceView>;
}

/** One metric source: how it is asked, and which targets it observes. */
export function SourceScreen({ slug, held, edit }: SourceScreenProps): ReactNode {
  const [isEditing, setIsEditing] = useQueryState("edit", parseAsBoolean.withDefault(false));
  const source = useQuery({
    queryKey: sourceKeys.detail(slug),
    queryFn: ({ signal }) => fetchSource(slug, signal),
    // What somebody edits must not change under their hands.
    enabled: !isEditing,
  });
  if (!source.data) {
    if (!source.error) return <SkeletonPanel heightPx={240} />;
    return <ErrorState error={source.error} doing="load this source" onRetry={() => void source.refetch()} />;
  }
  const mayWrite = held.includes("target:write");
  const reason = mayWrite ? null : `Needs ${whoMay("target:write")} to ${permissions["target:write"].does}.`;
  return (
    <>
      <PageHeader
        breadcrumbs={<Link href="/sources">Metric sources</Link>}
        title={source.data.name}
        answer={answerOf(source.data)}
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
        <EditSource source={source.data} edit={edit} onDone={() => void setIsEditing(null)} />
      ) : (
        <ShownSource source={source.data} />
      )}
    </>
  );
}

function answerOf(source: SourceView): string {
  const kind = sourceKinds[source.config.kind];
  if (source.config.kind === "datadog") return `${kind}; objectives may ask it for counts of minutes.`;
  if (source.targets.length === 0) return `${kind}; no target is observed by it yet.`;
  return `${kind}; it observes ${source.targets.length === 1 ? "1 target" : `${source.targets.length} targets`}. Each rollout tries its queries before traffic moves.`;
}

function EditSource(props: {
  readonly source: SourceView;
  readonly edit: SourceScreenProps["edit"];
  readonly onDone: () => void;
}): ReactNode {
  const { source, edit, onDone } = props;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const { slug, revision, name, config } = source;
  return (
    <SourceForm
      isNew={false}
      hasSecret={source.hasSecret}
      initial={{ slug, name, config, secret: "" }}
      onCancel={onDone}
      send={async (values) => {
        const given = { slug, revision, name: values.name, config: values.config };
        const saved = await callAction(edit, values.secret ? { ...given, secret: values.secret } : given);
        queryClient.setQueryData(sourceKeys.detail(slug), saved);
        await queryClient.invalidateQueries({ queryKey: sourceKeys.list });
        announce(`Saved ${saved.name}`);
        onDone();
      }}
    />
  );
}

function ShownSource({ source }: { readonly source: SourceView }): ReactNode {
  return (
    <div className={classes.columns}>
      <Panel title="How far it can be relied on" description={reliabilityWords(source.reliability)}>
        <StatusBadge {...reliabilityBadge(source.reliability)} variant="soft" />
      </Panel>
      <Panel title="How it is asked">
        <Facts layout="rows" facts={factsOf(source)} />
      </Panel>
      <Panel title="Observes" isFlush>
        {source.targets.length === 0 ? (
          <EmptyState
            kind="nothing_yet"
            title="No target yet"
            description="Choose it on a target's page, under Numbers."
          />
        ) : (
          <ul className={classes.list}>
            {source.targets.map((target) => (
              <li key={target.id}>
                <Link href={`/targets/${target.id}`}>
                  {target.service} in {target.environment}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}

function factsOf({ config, hasSecret, slug }: SourceView): readonly Fact[] {
  const mono = (text: string): ReactNode => <span className={classes.mono}>{text}</span>;
  const common: readonly Fact[] = [
    { term: "Slug", value: mono(slug) },
    { term: "Address", value: mono(config.url) },
    { term: "Token", value: hasSecret ? "stored, never shown" : "none" },
  ];
  if (config.kind === "datadog") return [...common, { term: "Query API", value: config.api }];
  const stale: Fact = { term: "Stale after", value: formatDuration(config.staleAfterMs) };
  const labels: readonly Fact[] = Object.entries(config.labels).flatMap(([name, label]) =>
    label === null ? [] : [{ term: `Label of the ${name}`, value: mono(label) }],
  );
  if (config.kind === "http_json") {
    const values = Object.entries(config.values).map(([name, pointer]) => ({ term: name, value: mono(pointer) }));
    const counts = config.counts
      ? [
          { term: "Requests", value: mono(config.counts.requests) },
          { term: "Errors", value: mono(config.counts.errors) },
          ...labels,
        ]
      : [];
    return [...common, ...values, ...counts, stale];
  }
  return [
    ...common,
    { term: "Requests", value: mono(config.requestMetric) },
    { term: "Errors", value: mono(`${config.errorSelector.label}=~"${config.errorSelector.regex}"`) },
    {
      term: "Durations",
      value: mono(config.durationMetric ? `${config.durationMetric} (${config.durationUnit})` : "none"),
    },
    ...labels,
    { term: "Slot without series", value: config.absentSlot === "blind" ? "is blind" : "no request yet, when up" },
    stale,
  ];
}
