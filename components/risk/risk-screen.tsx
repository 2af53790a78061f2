"use client";

import { Button, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { RiskModelView, RiskOverview } from "@/lib/risk/contract";
import { fetchRiskOverview, riskKeys } from "@/lib/risk/queries";
import { CalibrationPanel } from "./calibration-panel";
import { type CalibrationGroup, CalibrationGroupRows } from "./calibration-rows";
import { ChangeRisk } from "./change-risk";
import classes from "./risk.module.css";
import { effectOf, indicatorTitle, levelOf, outcomeWords, percent } from "./risk-words";

export interface RiskScreenProps {
  readonly canTrain: boolean;
  readonly train: ServerAction<Record<string, never>, RiskModelView>;
}

type Score = RiskOverview["recent"][number];

const columns: readonly DataTableColumn<Score>[] = [
  {
    id: "service",
    header: "Service",
    cell: (row) => <Link href={`/deployments/${row.deploymentId}`}>{row.service}</Link>,
  },
  { id: "version", header: "Version", cell: (row) => row.version },
  { id: "environment", header: "Environment", cell: (row) => row.environment, isWideOnly: true },
  { id: "probability", header: "Chance of failure", cell: (row) => percent(row.probability), align: "end" },
  { id: "level", header: "Risk", cell: (row) => <StatusBadge {...levelOf(row.level)} /> },
  { id: "outcome", header: "What came", cell: (row) => <StatusBadge {...outcomeWords[row.outcome]} /> },
  { id: "model", header: "Model", cell: (row) => `version ${row.modelVersion}`, isWideOnly: true },
  { id: "startedAt", header: "Began", cell: (row) => <Time atMs={Date.parse(row.startedAt)} />, align: "end" },
];

/** What makes changes fail here, how good that knowledge is, and what it says of the next change. */
export function RiskScreen({ canTrain, train }: RiskScreenProps): ReactNode {
  const queryClient = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const [isTraining, setTraining] = useState(false);
  const state = useTableState();
  const query = useQuery({ queryKey: riskKeys.overview, queryFn: ({ signal }) => fetchRiskOverview(signal) });
  async function trainNow(): Promise<void> {
    setTraining(true);
    setFailure(null);
    try {
      await callAction(train, {});
      await queryClient.invalidateQueries({ queryKey: ["risk"] });
    } catch (error) {
      setFailure(error);
    } finally {
      setTraining(false);
    }
  }
  const button = (
    <DisabledReason reason={canTrain ? null : `Needs ${whoMay("risk:train")}.`}>
      <Button variant="default" loading={isTraining} onClick={() => void trainNow()}>
        Train now
      </Button>
    </DisabledReason>
  );
  const overview = query.data;
  return (
    <>
      <PageHeader title="Risk of changes" answer={overview ? answerOf(overview) : undefined} actions={button} />
      {failure ? <ErrorState error={failure} doing="train the model" /> : null}
      <Stack gap="md">
        <ChangeRisk service="" environment="" />
        {query.error && !overview ? (
          <ErrorState error={query.error} doing="load the model" onRetry={() => void query.refetch()} />
        ) : overview ? (
          <>
            <Knowledge overview={overview} />
            <Panel
              title="Newest scores"
              description="Said when each began and never changed. Failed: it ended badly, was taken back or is held to have caused an incident; fine: nobody told of that for a week."
              isFlush
            >
              <DataTable
                label="Scores"
                columns={columns}
                rows={overview.recent}
                rowId={(row) => row.deploymentId}
                state={state}
                empty={
                  <EmptyState
                    kind="nothing_yet"
                    title="Nothing was scored yet"
                    description="Deployments are scored within minutes after they began, once a model was trained."
                  />
                }
              />
            </Panel>
          </>
        ) : (
          <SkeletonRows />
        )}
      </Stack>
    </>
  );
}

/** The model in use, and how good what it says is. */
function Knowledge({ overview }: { readonly overview: RiskOverview }): ReactNode {
  const [opened, setOpened] = useState<CalibrationGroup | null>(null);
  return (
    <>
      <div className={classes.grid}>
        <ModelPanel model={overview.model} />
        <CalibrationPanel
          title="On changes it was not trained on"
          description="Trained on the older part of history, judged on the newest."
          calibration={overview.model?.calibration ?? null}
          opened={opened?.of === "judged" ? opened.group : null}
          onOpen={(group) => setOpened({ of: "judged", group })}
          none={overview.model?.reason ?? "No model has been trained yet."}
        />
        <CalibrationPanel
          title="What it said, and what came"
          description="Scores given when deployments began, at least a week ago."
          calibration={overview.lived}
          opened={opened?.of === "lived" ? opened.group : null}
          onOpen={(group) => setOpened({ of: "lived", group })}
          none="Fewer than 30 scored deployments have an outcome so far."
        />
      </div>
      {opened ? <CalibrationGroupRows {...opened} /> : null}
    </>
  );
}

function answerOf({ model }: RiskOverview): string {
  if (!model) return "No model has been trained yet; it is trained every night, and on demand.";
  const base = `${model.failed} of ${model.n} changes failed (${percent(model.failed / Math.max(1, model.n))})`;
  if (model.kind === "base_rate") return `${base}. ${model.reason ?? ""}`;
  return `${base}; version ${model.version} of the model tells them apart better than the base rate does.`;
}

function ModelPanel({ model }: { readonly model: RiskModelView | null }): ReactNode {
  if (!model) return null;
  const weights = model.indicators.toSorted((x, y) => Math.abs(y.weight) - Math.abs(x.weight));
  return (
    <Panel
      title={`Model, version ${model.version}`}
      description={
        <>
          Trained <Time atMs={Date.parse(model.trainedAt)} /> by {model.trainedBy} on {model.n} changes from{" "}
          {model.window.from.slice(0, 10)} to {model.window.to.slice(0, 10)}.
        </>
      }
    >
      {weights.length === 0 ? (
        <p className={classes.muted}>{model.reason}</p>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Indicator</th>
                <th scope="col">One standard deviation more</th>
                <th scope="col">Known in</th>
              </tr>
            </thead>
            <tbody>
              {weights.map((one) => (
                <tr key={one.name}>
                  <th scope="row">{indicatorTitle(one.name)}</th>
                  <td>{effectOf(one.weight)}</td>
                  <td>{percent(one.knownShare)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
