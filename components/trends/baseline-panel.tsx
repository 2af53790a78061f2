"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import { type Measure, type MeasureUnit, measureWords } from "@/lib/insights/domain/measures";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { toSearch } from "@/lib/platform/http/url-filter";
import type { BaselinesAnswer, TargetView } from "@/lib/trends/contract";
import { countWords, intervalWords, numberWords, valueWords } from "@/lib/trends/domain/figure-words";
import { scopePartsOf } from "@/lib/trends/domain/target-scope";
import { PlainTable } from "./plain-table";

export type SetTarget = ServerAction<
  { readonly measure: Measure; readonly step: number; readonly reason: string; readonly service?: string },
  TargetView
>;

export interface BaselinePanelProps {
  readonly canSet: boolean;
  readonly setTarget: SetTarget;
  readonly answer: BaselinesAnswer;
  readonly service: string | undefined;
}

/** What history shows of each figure, what to aim at next, and how the target in force stands. */
export function BaselinePanel({ answer, service, canSet, setTarget }: BaselinePanelProps): ReactNode {
  const queryClient = useQueryClient();
  const [measure, choose] = useState<Measure | null>(null);
  const chosen = answer.baselines.find((one) => one.measure === measure);
  return (
    <Panel
      title="Baselines and targets"
      description="A target is taken one step at a time from what history shows; where there is no baseline, there is none to take."
    >
      <PlainTable head={["Figure", "Baseline", "Best month", "Next steps", "Target", ""]}>
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
              <td>{one.target ? <TargetCell target={one.target} unit={unit} /> : "none"}</td>
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
      </PlainTable>
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

const stateBadges = {
  met: { status: "healthy", label: "Met" },
  missed: { status: "failed", label: "Missed" },
  unclear: { status: "at_risk", label: "Near: may be chance" },
  unknown: { status: "no_data", label: "Not enough data" },
} as const;

interface TargetCellProps {
  readonly target: TargetView;
  readonly unit: MeasureUnit;
}

/** The target, and how it stood by the last whole days, with a way to the rows of that judgement. */
function TargetCell({ target, unit }: TargetCellProps): ReactNode {
  const { judgement } = target;
  const words = `${numberWords(target.value, unit)}, by ${target.setBy}`;
  if (!judgement) return `${words}; judged once seven whole days have passed`;
  const { service, team } = scopePartsOf(target.scope);
  const asked = { service: service ?? undefined, team: team ?? undefined, measure: target.measure };
  const href = `/insights/rows${toSearch({ ...asked, from: judgement.fromDay, to: judgement.day })}`;
  const value = judgement.value === null ? "not known" : numberWords(judgement.value, unit);
  return (
    <>
      {words} <StatusBadge {...stateBadges[judgement.state]} />{" "}
      <Link href={href}>
        {value} from {judgement.fromDay} to {judgement.day}
      </Link>
    </>
  );
}
