"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ToldText } from "@/components/feedback/told";
import { Panel } from "@/components/ui/panel";
import type { GateView } from "@/lib/gates/contract";
import { titleOfKind } from "@/lib/gates/domain/gate-kinds";
import { type AskedGate, fetchGate, gateKeys } from "@/lib/gates/queries";
import { answerBadge } from "./gate-words";
import classes from "./verdict.module.css";

type ReasonView = GateView["reasons"][number];

const states: Readonly<Record<ReasonView["state"], { readonly status: Status; readonly label: string }>> = {
  blocked: { status: "at_risk", label: "Blocked" },
  unknown: { status: "no_data", label: "Unknown" },
  waived: { status: "waiting", label: "Waived" },
  advisory: { status: "neutral", label: "Advice" },
  pass: { status: "healthy", label: "Passed" },
};

/** A verdict with every reason, its owner and what to do next: the same on every page that shows one. */
export function Verdict({ gate }: { readonly gate: Pick<GateView, "answer" | "sentence" | "reasons"> }): ReactNode {
  return (
    <>
      <p className={classes.answer}>
        <StatusBadge {...answerBadge(gate.answer)} variant="soft" />
        <span>
          <ToldText text={gate.sentence} />
        </span>
      </p>
      <VerdictReasons reasons={gate.reasons} />
    </>
  );
}

/** Reasons in the order of the verdict: what holds it first. */
export function VerdictReasons({ reasons }: { readonly reasons: readonly ReasonView[] }): ReactNode {
  return (
    <ul className={classes.list}>
      {reasons.map((reason) => (
        <li key={`${reason.kind} ${reason.state} ${reason.sentence}`} className={classes.row}>
          <StatusBadge {...states[reason.state]} />
          <div className={classes.words}>
            <span className={classes.kind}>
              {reason.href === null ? (
                titleOfKind(reason.kind)
              ) : (
                <Link href={reason.href}>{titleOfKind(reason.kind)}</Link>
              )}
            </span>
            <span>
              <ToldText text={reason.sentence} />
            </span>
            {reason.state !== "pass" && reason.nextAction !== null ? (
              <span className={classes.next}>
                <ToldText text={reason.nextAction} />
                {reason.owner === null ? "" : ` · ${reason.owner}`}
              </span>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

export interface VerdictPanelProps {
  readonly asked: AskedGate;
  readonly title: string;
}

/** Asks the gate and shows what it says; asked again while the page is open. */
export function VerdictPanel({ asked, title }: VerdictPanelProps): ReactNode {
  const gate = useQuery({
    queryKey: gateKeys.one(asked),
    queryFn: ({ signal }) => fetchGate(asked, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const search = asked.version ? `?version=${encodeURIComponent(asked.version)}` : "";
  return (
    <Panel
      title={title}
      actions={<Link href={`/gates/${asked.service}/${asked.environment}${search}`}>Gate</Link>}
      isFlush
    >
      {gate.error && !gate.data ? (
        <ErrorState error={gate.error} doing="ask the gate" onRetry={() => void gate.refetch()} />
      ) : null}
      {!gate.data && !gate.error ? <SkeletonRows /> : null}
      {gate.data ? <Verdict gate={gate.data} /> : null}
    </Panel>
  );
}
