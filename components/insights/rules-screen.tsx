"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { FigureView, RulesVersionView } from "@/lib/insights/contract";
import { changedOptions } from "@/lib/insights/domain/rule-changes";
import { fetchFigures, fetchRules, insightKeys } from "@/lib/insights/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { BuildPanel, type RebuildRecords } from "./build-panel";
import classes from "./insights.module.css";
import { failureSwitches, optionName, ruleSwitches } from "./rule-words";
import { RulesForm, type SaveRules } from "./rules-form";

export interface InsightRulesScreenProps {
  readonly mayChange: boolean;
  readonly save: SaveRules;
  readonly rebuild: RebuildRecords;
}

/** What counts in delivery figures, since when, why, and what it leaves out. */
export function InsightRulesScreen({ mayChange, save, rebuild }: InsightRulesScreenProps): ReactNode {
  const rules = useQuery({ queryKey: insightKeys.rules, queryFn: ({ signal }) => fetchRules(signal) });
  const [isChanging, setIsChanging] = useState(false);
  const versions = rules.data?.items ?? [];
  const current = versions[0];
  const reason = mayChange ? null : `Needs ${whoMay("insights:rules")}.`;
  return (
    <>
      <PageHeader
        title="What counts"
        answer={
          current
            ? `Figures are made by version ${current.version} of these rules. Each figure names the version it was made by.`
            : undefined
        }
        breadcrumbs={<Link href="/insights">Insights</Link>}
        actions={
          <DisabledReason reason={reason}>
            <Button onClick={() => setIsChanging(true)}>Change what counts</Button>
          </DisabledReason>
        }
      />
      {current ? <CurrentRules current={current} /> : null}
      <div className={classes.grid} style={{ marginTop: "1rem" }}>
        <Panel title="Versions" isFlush>
          {versions.map((version, index) => (
            <Version key={version.version} version={version} before={versions[index + 1]} />
          ))}
        </Panel>
        <BuildPanel rebuild={rebuild} disabledReason={reason} />
      </div>
      {isChanging && current ? <RulesForm current={current} save={save} onClose={() => setIsChanging(false)} /> : null}
    </>
  );
}

const halfYear = { period: "6m", by: "none", compare: "none", granularity: "month" } as const;

/** The rules in force, each with its effect on the last six months. */
function CurrentRules({ current }: { readonly current: RulesVersionView }): ReactNode {
  const figures = useQuery({
    queryKey: insightKeys.figures(halfYear),
    queryFn: ({ signal }) => fetchFigures(halfYear, signal),
  });
  const rate = figures.data?.figures.find((one) => one.measure === "change_failure_rate");
  const { rules } = current;
  return (
    <Panel
      title={`Version ${current.version}`}
      description="With what each option leaves out of the failure rate of the last six months"
    >
      <Facts
        layout="rows"
        facts={[
          { term: "Days begin in", value: rules.timeZone },
          {
            term: "Production is",
            value:
              [
                ...rules.productionKinds.map((kind) => `every ${kind} environment`),
                ...rules.productionEnvironments,
              ].join(", ") || "nothing",
          },
          { term: "Tiers", value: rules.tiers.join(", ") },
          ...ruleSwitches.map(({ name, label, reason }) => ({
            term: label,
            value: `${rules[name] ? "Yes" : "No"}${effect(rate, reason)}`,
          })),
          {
            term: "A deployment failed when",
            value:
              failureSwitches
                .filter(({ name }) => rules.failBy[name])
                .map(({ label }) => label.charAt(0).toLowerCase() + label.slice(1))
                .join("; or ") || "never",
          },
          { term: "Within", value: `${rules.failureWindowHours} h` },
          { term: "Smallest sample", value: `n = ${rules.minimumN}` },
        ]}
      />
    </Panel>
  );
}

function effect(figure: FigureView | undefined, reason: (typeof ruleSwitches)[number]["reason"]): string {
  if (!figure || reason === null) return "";
  return figure.excluded[reason] === undefined ? "" : ` (leaves out ${figure.excluded[reason]})`;
}

interface VersionProps {
  readonly version: RulesVersionView;
  readonly before: RulesVersionView | undefined;
}

function Version({ version, before }: VersionProps): ReactNode {
  const changed = before ? changedOptions(before.rules, version.rules).map(optionName) : [];
  return (
    <div className={classes.version}>
      <strong>Version {version.version}</strong>
      <span>{version.reason}</span>
      {changed.length > 0 ? <span className={classes.muted}>Changed: {changed.join(", ")}</span> : null}
      <span className={classes.muted}>
        {version.savedBy}, <Time atMs={Date.parse(version.inForceFrom)} format="absolute" />
      </span>
    </div>
  );
}
