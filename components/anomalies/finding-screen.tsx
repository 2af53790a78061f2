"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { IntervalChart, type IntervalPoint } from "@/components/charts/interval-chart";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { formatAbsolute } from "@/components/feedback/time-format";
import { PageHeader } from "@/components/layout/page-header";
import { useTimeZone } from "@/components/layout/preferences";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { FindingDetail, FindingView, SeriesPointView } from "@/lib/anomalies/contract";
import { causeOf, changeOf, formatSeriesValue, placeOf } from "@/lib/anomalies/domain/finding-words";
import { anomalyKeys, fetchFinding } from "@/lib/anomalies/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { FindingRows } from "./finding-rows";
import { stateOf } from "./finding-words";

export interface FindingScreenProps {
  readonly id: string;
  readonly canAcknowledge: boolean;
  readonly acknowledge: ServerAction<
    { readonly id: string; readonly revision: number; readonly reason: string },
    FindingView
  >;
}

/** One change of a series: what, when, after what, and the series around it with what was expected. */
export function FindingScreen({ id, canAcknowledge, acknowledge }: FindingScreenProps): ReactNode {
  const [isAsking, ask] = useState(false);
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey: anomalyKeys.detail(id), queryFn: ({ signal }) => fetchFinding(id, signal) });
  if (query.error && !query.data)
    return <ErrorState error={query.error} doing="load the anomaly" onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows />;
  const { finding, rule } = query.data;
  const missing = canAcknowledge ? null : `Needs ${whoMay("anomaly:acknowledge")}.`;
  const isOpen = finding.acknowledged === null;
  return (
    <>
      <PageHeader
        title={finding.series.title}
        breadcrumbs={<Link href="/insights/anomalies">Anomalies</Link>}
        answer={`${placeOf(finding)}: ${changeOf(finding)}. ${causeOf(finding)}`}
        status={<StatusBadge {...stateOf(finding)} variant="soft" />}
        actions={
          isOpen ? (
            <DisabledReason reason={missing}>
              <Button onClick={() => ask(true)}>Acknowledge</Button>
            </DisabledReason>
          ) : undefined
        }
      />
      <Panel>
        <SeriesChart detail={query.data} />
      </Panel>
      <Panel title="What is known">
        <Facts facts={factsOf(finding, rule)} />
      </Panel>
      <FindingRows detail={query.data} />
      <ConfirmAction
        isOpen={isAsking}
        onClose={() => ask(false)}
        label="Acknowledge the anomaly"
        changes="It counts as looked at, with your name and reason."
        where={placeOf(finding)}
        blastRadius="This finding only; the series stays watched."
        doesNotUndo="What was found stays on record."
        tone="neutral"
        isReasonRequired
        onConfirm={async (reason) => {
          await callAction(acknowledge, { id, revision: finding.revision, reason });
          await queryClient.invalidateQueries({ queryKey: ["anomaly"] });
        }}
      />
    </>
  );
}

function factsOf(finding: FindingView, rule: string) {
  const { cause, acknowledged } = finding;
  return [
    { term: "Began", value: <Time atMs={Date.parse(finding.onsetAt)} format="absolute" /> },
    { term: "Found", value: <Time atMs={Date.parse(finding.foundAt)} format="absolute" /> },
    { term: "Size", value: `${finding.sizeSigma.toFixed(1)} standard deviations of one point` },
    { term: "Right after", value: cause?.isNamed ? cause.label : "no deployment is named" },
    ...(finding.recoveredAt
      ? [{ term: "Recovered", value: <Time atMs={Date.parse(finding.recoveredAt)} format="absolute" /> }]
      : []),
    ...(acknowledged ? [{ term: `Acknowledged by ${acknowledged.by}`, value: acknowledged.reason }] : []),
    { term: "How it is counted", value: rule },
  ];
}

function SeriesChart({ detail }: { readonly detail: FindingDetail }): ReactNode {
  const zone = useTimeZone();
  const { finding, points } = detail;
  const { measure, rhythm } = finding.series;
  const keyOf = (at: string): string => formatAbsolute(Date.parse(at), zone);
  const shown = points.map(
    (point): IntervalPoint => ({
      key: keyOf(point.at),
      label: labelOf(point.at, zone),
      value: point.value,
      low: point.low,
      high: point.high,
      n: point.trials ?? (point.value === null ? 0 : 1),
      isPartial: point.verdict === "excused",
      gap: gapOf(point),
    }),
  );
  const unusual = points.filter((point) => point.verdict === "alarm").length;
  const unknown = points.filter((point) => point.verdict === "unknown").length;
  return (
    <IntervalChart
      title={`${finding.series.title}, ${rhythm === "daily" ? "day by day" : "hour by hour"}`}
      summary={`${points.length} points, ${unusual} of them unusual, ${unknown} unknown. The band is what was expected at the time; hollow points lie in a freeze.`}
      points={shown}
      format={(value) => formatSeriesValue(measure, value)}
      nOf="behind the point"
      bandName="Expected"
      marks={[{ key: keyOf(finding.onsetAt), label: "began" }]}
      heightPx={260}
      {...(measure === "failed_share" || measure.endsWith("pipeline_failures") ? { most: 1 } : {})}
    />
  );
}

function labelOf(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" }).format(Date.parse(at));
}

function gapOf(point: SeriesPointView): string {
  return point.verdict === "unknown" ? "nothing was measured" : "no value";
}
