"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import type { OwnershipView } from "@/lib/ownership/contract";
import { fetchOwnership, ownershipKeys } from "@/lib/ownership/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import classes from "./ownership.module.css";
import type { OwnershipDialogProps } from "./ownership-dialog";

// Fetched when it is opened first: most look, and few edit.
const OwnershipDialog = dynamic(() => import("./ownership-dialog").then((module) => module.OwnershipDialog), {
  ssr: false,
});

interface OwnershipPanelProps extends Pick<OwnershipDialogProps, "set"> {
  readonly objective: string;
  readonly canWrite: boolean;
}

/** Who answers for an objective, whose turn it is, what is missing. */
export function OwnershipPanel({ objective, canWrite, set }: OwnershipPanelProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const wasOpened = useEverTrue(isOpen);
  const query = useQuery({
    queryKey: ownershipKeys.of(objective),
    queryFn: ({ signal }) => fetchOwnership(objective, signal),
    refetchInterval: 60_000,
  });
  const { data } = query;
  return (
    <Panel
      title="Who answers for it"
      description="The accountable declares and closes breaches, the responsible remedy and write root causes, the informed are told"
      actions={
        data ? (
          <DisabledReason reason={canWrite ? null : `Needs ${whoMay("ownership:write")}.`}>
            <Button size="compact-sm" variant="default" onClick={() => setIsOpen(true)}>
              {data.raci ? "Change" : "Name somebody"}
            </Button>
          </DisabledReason>
        ) : undefined
      }
    >
      {data ? (
        <>
          {data.gaps.map(({ code, sentence }) => (
            <p key={`${code} ${sentence}`} className={classes.gap}>
              <StatusBadge status="at_risk" label={sentence} />
            </p>
          ))}
          {data.raci ? <Facts layout="rows" facts={factsOf(data)} /> : null}
          {wasOpened ? (
            <OwnershipDialog ownership={data} set={set} isOpen={isOpen} onClose={() => setIsOpen(false)} />
          ) : null}
        </>
      ) : query.error ? (
        <ErrorState error={query.error} doing="load who answers for it" onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Panel>
  );
}

type Raci = NonNullable<OwnershipView["raci"]>;

function names(parties: Raci["responsible"]): string {
  if (parties.length === 0) return "nobody";
  return parties.map(({ name, isThere }) => (isThere ? name : `${name} (left)`)).join(", ");
}

function factsOf({ raci, turns, told }: OwnershipView): readonly Fact[] {
  if (!raci) return [];
  const [now, next] = turns;
  return [
    { term: "Accountable", value: names([raci.accountable]) },
    { term: "Responsible", value: names(raci.responsible) },
    ...(now
      ? [
          {
            term: "On turn",
            value: (
              <>
                {now.person} until <Time atMs={Date.parse(now.to)} format="absolute" />
                {next ? `, then ${next.person}` : ""}
              </>
            ),
          },
        ]
      : []),
    { term: "Consulted", value: names(raci.consulted) },
    { term: "Informed", value: names(raci.informed) },
    { term: "Told of a breach now", value: told.map(({ name }) => name).join(", ") || "nobody" },
  ];
}
