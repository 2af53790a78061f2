"use client";

import { Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { fetchVersions, serviceKeys } from "@/lib/catalog/queries";
import type { GateView } from "@/lib/gates/contract";
import { titleOfKind } from "@/lib/gates/domain/gate-kinds";
import { type AskedGate, fetchGate, gateKeys } from "@/lib/gates/queries";
import { GateWatches, type WatchProps } from "./gate-watches";
import { answerBadge, ruleWords } from "./gate-words";
import classes from "./gates.module.css";
import { type ReleaseCommands, ReleasePanel } from "./release-panel";
import { RequestRelease, type RequestReleaseProps } from "./request-release";
import { VerdictReasons } from "./verdict";

export interface GateScreenProps extends ReleaseCommands, WatchProps, Pick<RequestReleaseProps, "request"> {
  readonly asked: AskedGate;
  readonly canRequest: boolean;
}

/** One gate: may this version go there, why not, what is asked, and who has let it go. */
export function GateScreen(props: GateScreenProps): ReactNode {
  const { asked } = props;
  const gate = useQuery({
    queryKey: gateKeys.one(asked),
    queryFn: ({ signal }) => fetchGate(asked, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  if (!gate.data) {
    if (!gate.error) return <SkeletonPanel heightPx={360} />;
    return (
      <>
        <PageHeader title="Gate" breadcrumbs={<Link href="/gates">Gates</Link>} />
        <Panel>
          <ErrorState error={gate.error} doing="ask the gate" onRetry={() => void gate.refetch()} />
        </Panel>
      </>
    );
  }
  return <LoadedGate {...props} gate={gate.data} />;
}

function LoadedGate({ gate, asked, ...props }: GateScreenProps & { readonly gate: GateView }): ReactNode {
  const { service, environment, version } = gate;
  return (
    <>
      <PageHeader
        title={`${service.name} to ${environment.name}`}
        breadcrumbs={<Link href="/gates">Gates</Link>}
        status={<StatusBadge {...answerBadge(gate.answer)} variant="soft" size="lg" />}
        answer={<ToldText text={gate.sentence} />}
        actions={<VersionChoice asked={asked} />}
      />
      <div className={classes.columns}>
        <Panel title="Reasons" description="Every one, what holds it first" isFlush>
          <VerdictReasons reasons={gate.reasons} />
        </Panel>
        <div className={classes.side}>
          {version === null ? null : gate.request === null ? (
            <RequestRelease
              service={service.slug}
              environment={environment.slug}
              version={version}
              canRequest={props.canRequest}
              request={props.request}
            />
          ) : (
            <ReleasePanel id={gate.request.id} approve={props.approve} decide={props.decide} edit={props.edit} />
          )}
          <GateWatches gate={gate} canWatch={props.canWatch} watch={props.watch} />
          <Required gate={gate} />
        </div>
      </div>
    </>
  );
}

function VersionChoice({ asked }: { readonly asked: AskedGate }): ReactNode {
  const router = useRouter();
  const versions = useQuery({
    queryKey: serviceKeys.versions(asked.service),
    queryFn: ({ signal }) => fetchVersions(asked.service, signal),
  });
  const names = versions.data?.items.map(({ name }) => name) ?? [];
  const data = asked.version && !names.includes(asked.version) ? [asked.version, ...names] : names;
  return (
    <Select
      aria-label="Version"
      placeholder="Any version"
      data={data}
      value={asked.version ?? null}
      onChange={(next) => {
        const search = next === null ? "" : `?version=${encodeURIComponent(next)}`;
        router.replace(`/gates/${asked.service}/${asked.environment}${search}`);
      }}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Clear version" }}
    />
  );
}

function Required({ gate }: { readonly gate: GateView }): ReactNode {
  return (
    <Panel title="What is asked here" actions={<Link href="/gates/requirements">Requirements</Link>} isFlush>
      {gate.requirements.length === 0 ? (
        <div className={classes.block}>
          <p>Nothing besides windows, error budgets and one rollout at a time.</p>
        </div>
      ) : (
        <ul className={classes.list}>
          {gate.requirements.map(({ rule, mode }) => (
            <li key={rule.kind}>
              <span className={classes.name}>
                {ruleWords(rule)}
                <span className={classes.muted}>
                  {titleOfKind(rule.kind)}
                  {mode === "advisory" ? " · advice only" : ""}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
