"use client";

import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ToldText } from "@/components/feedback/told";
import { Panel } from "@/components/ui/panel";
import type { GateList } from "@/lib/gates/contract";
import { fetchGate, fetchGates, gateKeys } from "@/lib/gates/queries";
import { answerBadge } from "./gate-words";
import classes from "./promotion-path.module.css";
import { VerdictReasons } from "./verdict";

type Stop = GateList["items"][number];

/** The way of a service's newest version from its first environment to its last, with the gate before each. */
export function PromotionPath({ service }: { readonly service: string }): ReactNode {
  const filter = { service };
  const gates = useQuery({
    queryKey: gateKeys.list(filter),
    queryFn: ({ signal }) => fetchGates(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const { data, error } = gates;
  return (
    <Panel
      title="Promotion path"
      description="Where its newest version may go, from the first environment to the last"
      actions={<Link href={`/gates?service=${service}`}>Gates</Link>}
      isFlush
    >
      {error && !data ? <ErrorState error={error} doing="ask the gates" onRetry={() => void gates.refetch()} /> : null}
      {!data && !error ? <SkeletonRows /> : null}
      {data?.items.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="It goes nowhere yet"
          description="A gate stands before every environment in which it has a target."
        />
      ) : null}
      <ol className={classes.path}>
        {data?.items.map((stop) => (
          <StopRow key={stop.environment.slug} stop={stop} />
        ))}
      </ol>
    </Panel>
  );
}

function StopRow({ stop }: { readonly stop: Stop }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const { service, environment, version, live, holding, first } = stop;
  const search = version === null ? "" : `?version=${encodeURIComponent(version)}`;
  const isThere = version !== null && live === version;
  return (
    <li className={classes.stop}>
      <div className={classes.head}>
        <span className={classes.words}>
          <Link href={`/gates/${service.slug}/${environment.slug}${search}`}>{environment.name}</Link>
          <span className={classes.muted}>
            {live === null ? "nothing known there" : `${live} is there`}
            {isThere || version === null ? "" : `, ${version} would come`}
          </span>
          {isThere || first === null ? null : (
            <span>
              <ToldText text={first.sentence} />
              {holding > 1 ? ` And ${holding - 1} more.` : ""}
            </span>
          )}
        </span>
        <span className={classes.end}>
          {isThere ? (
            <StatusBadge status="healthy" label="Is there" />
          ) : (
            <StatusBadge {...answerBadge(stop.answer)} variant="soft" />
          )}
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={isOpen}
            aria-label={`Reasons of ${environment.name}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            Reasons
          </Button>
        </span>
      </div>
      {isOpen ? <Reasons stop={stop} /> : null}
    </li>
  );
}

function Reasons({ stop: { service, environment, version } }: { readonly stop: Stop }): ReactNode {
  const asked = { service: service.slug, environment: environment.slug, version: version ?? undefined };
  const gate = useQuery({
    queryKey: gateKeys.one(asked),
    queryFn: ({ signal }) => fetchGate(asked, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  if (gate.data) return <VerdictReasons reasons={gate.data.reasons} />;
  if (gate.error) return <ErrorState error={gate.error} doing="ask the gate" onRetry={() => void gate.refetch()} />;
  return <SkeletonRows />;
}
