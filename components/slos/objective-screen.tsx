"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { ObjectiveDetail, SloDefinition } from "@/lib/slos/contract";
import { deliveryWords } from "@/lib/slos/domain/delivery-words";
import { isCounted } from "@/lib/slos/domain/sli-kind";
import { fetchObjective, objectiveKeys } from "@/lib/slos/queries";
import { BudgetPanel } from "./budget-panel";
import { BurnTable } from "./burn-table";
import { ConsumersPanel } from "./consumers-panel";
import { EventLog } from "./event-log";
import { HistoryPanel, type HistoryPanelProps } from "./history-panel";
import { LevelFigures } from "./level-figures";
import type { ObjectiveDialogActions } from "./objective-dialog";
import { answerOf, bandBadge, periodOf, promiseOf } from "./objective-words";
import { PartsPanel } from "./parts-panel";
import { PromisePanel } from "./promise-panel";
import { RetireObjective, type RetireObjectiveProps } from "./retire-objective";
import classes from "./slos.module.css";
import { StepPlanPanel, type StepPlanPanelProps } from "./step-plan-panel";

// Fetched when it is opened first: most look, and few edit.
const ObjectiveDialog = dynamic(() => import("./objective-dialog").then((module) => module.ObjectiveDialog), {
  ssr: false,
});

export interface ObjectiveScreenProps
  extends ObjectiveDialogActions,
    Pick<RetireObjectiveProps, "retire">,
    Pick<HistoryPanelProps, "sign" | "canSign">,
    Pick<StepPlanPanelProps, "setPlan" | "takeStep"> {
  readonly slug: string;
  readonly canWrite: boolean;
  /** What it means for releases. */
  readonly children?: ReactNode;
  /** Who answers for it, beside the definition. */
  readonly people?: ReactNode;
  /** Its breaches, below that. */
  readonly breaches?: ReactNode;
}

/** One objective: how good it is, what is left, who used it, when it tells. */
export function ObjectiveScreen(props: ObjectiveScreenProps): ReactNode {
  const { slug } = props;
  const objective = useQuery({
    queryKey: objectiveKeys.detail(slug),
    queryFn: ({ signal }) => fetchObjective(slug, signal),
    refetchInterval: 60_000,
  });
  const { data } = objective;
  if (!data) {
    if (!objective.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={objective.error} doing="load this objective" onRetry={() => void objective.refetch()} />;
  }
  return (
    <>
      <Header {...props} objective={data} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <LevelFigures objective={data} />
          <PartsPanel objective={data} />
          {isCounted(data.definition) ? <BudgetPanel objective={data} /> : null}
          {props.children}
          {data.alerts.length > 0 ? <BurnTable objective={data} /> : null}
          {data.alerts.length > 0 ? <EventLog events={data.events} /> : null}
          <StepPlanPanel objective={data} canWrite={props.canWrite} setPlan={props.setPlan} takeStep={props.takeStep} />
          <HistoryPanel objective={data} canSign={props.canSign} sign={props.sign} />
        </div>
        <div className={classes.column}>
          <Definition objective={data} />
          <PromisePanel objective={data} />
          {props.people}
          {props.breaches}
          {isCounted(data.definition) ? <ConsumersPanel markers={data.markers} /> : null}
        </div>
      </div>
    </>
  );
}

function Header(props: ObjectiveScreenProps & { readonly objective: ObjectiveDetail }): ReactNode {
  const { objective, canWrite, compare, create, edit, preview, retire } = props;
  const [isEditing, setIsEditing] = useState(false);
  const wasEdited = useEverTrue(isEditing);
  const [isRetiring, setIsRetiring] = useState(false);
  const isRetired = objective.retiredAt !== null;
  const missing = isRetired ? "It was retired." : canWrite ? null : `Needs ${whoMay("slo:write")}.`;
  return (
    <>
      <PageHeader
        title={objective.name}
        breadcrumbs={<Link href="/slos">SLOs</Link>}
        status={
          isRetired ? (
            <StatusBadge status="neutral" label="Retired" variant="soft" />
          ) : (
            <StatusBadge {...bandBadge(objective.band)} variant="soft" />
          )
        }
        answer={answerOf(objective)}
        actions={
          <>
            <DisabledReason reason={missing}>
              <Button variant="default" onClick={() => setIsRetiring(true)}>
                Retire
              </Button>
            </DisabledReason>
            <DisabledReason reason={missing}>
              <Button variant="default" onClick={() => setIsEditing(true)}>
                Edit
              </Button>
            </DisabledReason>
          </>
        }
      />
      {wasEdited ? (
        <ObjectiveDialog
          {...{ compare, create, edit, preview }}
          open={isEditing ? objective : undefined}
          onClose={() => setIsEditing(false)}
        />
      ) : null}
      <RetireObjective objective={objective} retire={retire} isOpen={isRetiring} onClose={() => setIsRetiring(false)} />
    </>
  );
}

function Definition({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  const { definition, service, environment } = objective;
  return (
    <Panel title="Definition" description={promiseOf(definition)}>
      <Facts
        layout="rows"
        facts={[
          { term: "Service", value: <Link href={`/services/${service.slug}`}>{service.name}</Link> },
          { term: "Environment", value: environment.name },
          { term: "Period", value: periodOf(definition.period) },
          { term: "Counted by", value: countedBy(definition) },
          ...(definition.sli.kind === "delivery"
            ? []
            : [{ term: "Alerts need", value: `${definition.alerting.minRequests} requests` }]),
          { term: "Version", value: `${objective.version}` },
        ]}
      />
    </Panel>
  );
}

function countedBy({ sli, method }: SloDefinition): string {
  if (sli.kind === "delivery") return deliveryWords(sli).eventName;
  if (sli.kind === "composite") return "levels of parts";
  if (method.kind !== "occurrences") return method.kind === "timeslices" ? "minutes" : "mean of minutes";
  return sli.kind === "ratio" ? "events" : "requests";
}
