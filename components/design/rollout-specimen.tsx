"use client";

import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ComparisonTile } from "@/components/charts/comparison-tile";
import { ShareBar } from "@/components/charts/share-bar";
import { StepsRail } from "@/components/charts/steps-rail";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import classes from "./design-gallery.module.css";
import { specimenFailedSteps, specimenSteps, specimenWaitingSteps } from "./specimen";

/** The centre of a rollout page: rail, shares, comparisons, and the dialog in front of a risky action. */
export function RolloutSpecimen({ nowMs }: { readonly nowMs: number }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Panel
        title="checkout 4.12.0 in production"
        description="Step 3 of 5 is baking; all three checks pass."
        actions={
          <>
            <StatusBadge status="progressing" label="Baking" variant="soft" />
            <Button size="xs" variant="default">
              Pause
            </Button>
            <Button size="xs" variant="light" color="red" onClick={() => setIsOpen(true)}>
              Abort
            </Button>
          </>
        }
      >
        <StepsRail steps={specimenSteps(nowMs)} label="Steps of checkout 4.12.0" />
        <div className={classes.divided}>
          <div />
          <ShareBar setPercent={25} observedPercent={24.6} />
        </div>
      </Panel>
      <Panel title="Checks" isFlush>
        <div className={classes.tiles}>
          <ComparisonTile
            title="Errors"
            unit="percent"
            current={{ label: "4.12.0 (canary)", value: 0.42 }}
            reference={{ label: "4.11.3 (baseline)", value: 0.38 }}
            verdict="pass"
            difference={{ estimate: 0.04, low: -0.31, high: 0.42 }}
            limit={1}
            sentence="At most 0.42 points more errors than the baseline over 4 210 requests; the limit is 1 point."
          />
          <ComparisonTile
            title="p95 latency"
            unit="ms"
            current={{ label: "4.12.0 (canary)", value: 1_184 }}
            reference={{ label: "4.11.3 (baseline)", value: 486 }}
            verdict="fail"
            difference={{ estimate: 698, low: 590, high: 790 }}
            limit={500}
            sentence="At least 590 ms slower than the baseline; the limit is 500 ms."
          />
          <ComparisonTile
            title="Burn rate"
            unit="plain"
            current={{ label: "4.12.0 (canary)", value: null }}
            reference={{ label: "4.11.3 (baseline)", value: 0.8 }}
            verdict="blind"
            note="stale"
            limit={14.4}
            sentence="The newest number is 95 s old. Blind is never a pass; the weight stays where it is."
          />
        </div>
      </Panel>
      <div className={classes.columns}>
        <Panel title="Waiting for a person">
          <StepsRail steps={specimenWaitingSteps} label="Steps, waiting" tone="waiting" orientation="vertical" />
        </Panel>
        <Panel title="Taken back">
          <StepsRail steps={specimenFailedSteps} label="Steps, taken back" orientation="vertical" />
        </Panel>
        <Panel title="Shares">
          <div className={classes.divided}>
            <ShareBar setPercent={10} observedPercent={13.6} />
            <ShareBar setPercent={5} observedPercent={null} />
            <ShareBar setPercent={100} observedPercent={100} />
          </div>
        </Panel>
      </div>
      <ConfirmAction
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        label="Abort checkout 4.12.0 in production"
        changes="All traffic goes back to 4.11.3 at once. The rollout ends as rolled back."
        where="checkout, production, target edge-1"
        blastRadius="1 service; 25 % of its users move back now."
        doesNotUndo="Database migrations and messages that 4.12.0 has sent already."
        onConfirm={async () => undefined}
      />
    </>
  );
}
