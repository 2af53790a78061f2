"use client";

import { Button } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { BenchmarksAnswer } from "@/lib/benchmarks/contract";
import { benchmarkKeys, fetchBenchmarks } from "@/lib/benchmarks/queries";
import { type Measure, measureWords } from "@/lib/insights/domain/measures";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { BaselinesAnswer, ComparisonAnswer, TargetView } from "@/lib/trends/contract";
import { countWords, intervalWords, numberWords, valueWords } from "@/lib/trends/domain/figure-words";
import { baselineFilterNames, fetchBaselines, fetchComparison, trendKeys } from "@/lib/trends/queries";
import classes from "./trends.module.css";

type SetTarget = ServerAction<
  { readonly measure: Measure; readonly step: number; readonly reason: string; readonly service?: string },
  TargetView
>;

export interface BenchmarkScreenProps {
  readonly canSet: boolean;
  readonly setTarget: SetTarget;
}

/** Where the figures stand: against the period before, published scales, peer teams, and what to aim at next. */
export function BenchmarkScreen({ canSet, setTarget }: BenchmarkScreenProps): ReactNode {
  const filter = useUrlFilter(baselineFilterNames);
  const services = useServiceChoices();
  const options = { placeholderData: keepPreviousData };
  const benchmarks = useQuery({
    queryKey: benchmarkKeys.read(filter),
    queryFn: ({ signal }) => fetchBenchmarks(filter, signal),
    ...options,
  });
  const comparison = useQuery({
    queryKey: trendKeys.comparison(filter),
    queryFn: ({ signal }) => fetchComparison(filter, signal),
    ...options,
  });
  const baselines = useQuery({
    queryKey: trendKeys.baselines(filter),
    queryFn: ({ signal }) => fetchBaselines(filter, signal),
    ...options,
  });
  const failed = [benchmarks, comparison, baselines].find((one) => one.error && !one.data);
  return (
    <>
      <PageHeader title="Benchmarks and baselines" answer={comparison.data ? sentenceOf(comparison.data) : undefined} />
      <div className={classes.choices}>
        <ChoiceFilter name="service" label="Service" options={services} />
      </div>
      {failed ? (
        <ErrorState error={failed.error} doing="load the figures" onRetry={() => void failed.refetch()} />
      ) : null}
      {comparison.data ? <ComparisonPanel answer={comparison.data} /> : failed ? null : <SkeletonRows />}
      {baselines.data ? (
        <BaselinePanel answer={baselines.data} service={filter.service} canSet={canSet} setTarget={setTarget} />
      ) : null}
      {benchmarks.data ? <ScalePanel answer={benchmarks.data} /> : null}
    </>
  );
}

function sentenceOf({ changes }: ComparisonAnswer): string {
  const named = (verdict: string): string[] =>
    changes.filter((one) => one.verdict === verdict).map((one) => measureWords[one.measure].title.toLowerCase());
  const parts = [
    ...(named("worse").length > 0 ? [`worse: ${named("worse").join(", ")}`] : []),
    ...(named("better").length > 0 ? [`better: ${named("better").join(", ")}`] : []),
  ];
  if (parts.length === 0) return "No figure of the last 90 days differs clearly from the 90 days before.";
  return `Against the 90 days before, ${parts.join("; ")}.`;
}

const verdictWords = { better: "better", worse: "worse", unclear: "may be chance", unknown: "not known" } as const;

function ComparisonPanel({ answer }: { readonly answer: ComparisonAnswer }): ReactNode {
  return (
    <Panel
      title="Against the period before"
      description={`Days of ${answer.zone}; rules version ${answer.rulesVersion}.`}
    >
      <Table head={["Figure", "Now", "95 % interval", "Counted", "Before", "Change"]}>
        {answer.changes.map(({ measure, before, after, verdict }) => {
          const { title, unit } = measureWords[measure];
          return (
            <tr key={measure}>
              <th scope="row">{title}</th>
              <td>{valueWords(after, unit)}</td>
              <td>{intervalWords(after, unit)}</td>
              <td>{countWords(after, unit)}</td>
              <td>{valueWords(before, unit)}</td>
              <td>{verdictWords[verdict]}</td>
            </tr>
          );
        })}
      </Table>
    </Panel>
  );
}

interface BaselinePanelProps extends BenchmarkScreenProps {
  readonly answer: BaselinesAnswer;
  readonly service: string | undefined;
}

function BaselinePanel({ answer, service, canSet, setTarget }: BaselinePanelProps): ReactNode {
  const queryClient = useQueryClient();
  const [measure, choose] = useState<Measure | null>(null);
  const chosen = answer.baselines.find((one) => one.measure === measure);
  return (
    <Panel
      title="Baselines and targets"
      description="A target is taken one step at a time from what history shows; where there is no baseline, there is none to take."
    >
      <Table head={["Figure", "Baseline", "Best month", "Next steps", "Target", ""]}>
        {answer.baselines.map((one) => {
          const { title, unit } = measureWords[one.measure];
          const missing = canSet ? (one.steps.length > 0 ? null : one.reason) : `Needs ${whoMay("insights:rules")}.`;
          return (
            <tr key={one.measure}>
              <th scope="row">{title}</th>
              <td>
                {valueWords(one.figure, unit)} ({intervalWords(one.figure, unit)}; {countWords(one.figure, unit)})
              </td>
              <td>{one.best === null ? "not known" : numberWords(one.best, unit)}</td>
              <td>
                {one.steps.length === 0
                  ? one.reason
                  : one.steps.map((step) => numberWords(step.value, unit)).join(" → ")}
              </td>
              <td>{one.target ? `${numberWords(one.target.value, unit)}, by ${one.target.setBy}` : "none"}</td>
              <td>
                <DisabledReason reason={missing}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Take first step for ${title}`}
                    onClick={() => choose(one.measure)}
                  >
                    Take first step
                  </Button>
                </DisabledReason>
              </td>
            </tr>
          );
        })}
      </Table>
      {chosen?.steps[0] ? (
        <ConfirmAction
          isOpen={measure !== null}
          onClose={() => choose(null)}
          label={`Set the target for ${measureWords[chosen.measure].title.toLowerCase()}`}
          changes={`The target becomes ${numberWords(chosen.steps[0].value, measureWords[chosen.measure].unit)}. ${chosen.steps[0].why}`}
          where={service ? `service ${service}` : "all services"}
          blastRadius="What is shown as the target; nothing is blocked by it."
          tone="neutral"
          isReasonRequired
          onConfirm={async (reason) => {
            await callAction(setTarget, { measure: chosen.measure, step: 1, reason, ...(service ? { service } : {}) });
            await queryClient.invalidateQueries({ queryKey: ["trend"] });
          }}
        />
      ) : null}
    </Panel>
  );
}

function ScalePanel({ answer }: { readonly answer: BenchmarksAnswer }): ReactNode {
  const measured = answer.measures.filter((one) => one.placements.length > 0 || one.peers.shareWorse !== null);
  return (
    <Panel
      title="Published scales and peer teams"
      description="Dated data about many organisations. They describe who answered; they are no targets."
    >
      {measured.length === 0 ? (
        <p className={classes.muted}>No figure has enough data to be placed.</p>
      ) : (
        <Table head={["Figure", "Now", ...answer.sets.map((set) => set.title), "Among peer teams"]}>
          {measured.map((one) => (
            <tr key={one.measure}>
              <th scope="row">{measureWords[one.measure].title}</th>
              <td>{valueWords(one.figure, measureWords[one.measure].unit)}</td>
              {answer.sets.map((set) => (
                <td key={set.id}>{placementWords(one.placements.find((placement) => placement.setId === set.id))}</td>
              ))}
              <td>{peerWords(one.peers)}</td>
            </tr>
          ))}
        </Table>
      )}
      {answer.sets.map((set) => (
        <p key={set.id} className={classes.muted}>
          {set.title}, published {set.publishedOn}: {set.source}. {set.note}
        </p>
      ))}
    </Panel>
  );
}

type Placement = BenchmarksAnswer["measures"][number]["placements"][number];

function placementWords(placement: Placement | undefined): string {
  if (!placement) return "not published";
  const label = placement.label ? ` (“${placement.label}”)` : "";
  const share =
    placement.atLeastAsGood === null ? "" : `; ${Math.round(100 * placement.atLeastAsGood)} % answered that or better`;
  return `${placement.words}${label}${share}${placement.isUnsure ? "; the interval reaches further" : ""}`;
}

function peerWords({ n, shareWorse }: BenchmarksAnswer["measures"][number]["peers"]): string {
  if (shareWorse === null) return `${n} teams have a figure; three are needed`;
  return `better than ${Math.round(100 * shareWorse)} % of ${n} teams`;
}

interface TableProps {
  readonly head: readonly string[];
  readonly children: ReactNode;
}

function Table({ head, children }: TableProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={head.join(", ")}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((title) =>
              title === "" ? (
                <td key="actions" />
              ) : (
                <th key={title} scope="col">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
