"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { BenchmarksAnswer } from "@/lib/benchmarks/contract";
import { benchmarkKeys, fetchBenchmarks } from "@/lib/benchmarks/queries";
import { measureWords } from "@/lib/insights/domain/measures";
import type { ComparisonAnswer } from "@/lib/trends/contract";
import { countWords, intervalWords, valueWords } from "@/lib/trends/domain/figure-words";
import { baselineFilterNames, fetchBaselines, fetchComparison, trendKeys } from "@/lib/trends/queries";
import { BaselinePanel, type SetTarget } from "./baseline-panel";
import { PlainTable } from "./plain-table";
import classes from "./trends.module.css";

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
      <PlainTable head={["Figure", "Now", "95 % interval", "Counted", "Before", "Change"]}>
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
      </PlainTable>
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
        <PlainTable head={["Figure", "Now", ...answer.sets.map((set) => set.title), "Among peer teams"]}>
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
        </PlainTable>
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
