"use client";

import { Button, Checkbox, FileButton, Select, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { ApiError } from "@/lib/platform/http/api-client";
import type { AppliedObjectives, ObjectivesPlan } from "@/lib/slos/as-code-contract";
import { PlanView, placeOf } from "./plan-view";
import classes from "./slos.module.css";

interface Asked {
  readonly files: { readonly name: string; readonly text: string }[];
  readonly environment?: string;
  readonly retireMissing: boolean;
}

export interface ObjectiveImportProps {
  readonly canWrite: boolean;
  readonly plan: ServerAction<Asked, ObjectivesPlan>;
  readonly apply: ServerAction<Asked & { readonly planHash: string; readonly reason: string }, AppliedObjectives>;
}

interface Planned {
  readonly asked: Asked;
  readonly plan: ObjectivesPlan;
}

/** What a file looks like. */
const example = `apiVersion: signalbox/v1
kind: Objectives
objectives:
  - slug: checkout-answers
    name: Checkout answers
    service: checkout
    environment: production
    sli: { kind: availability }
    targetPercent: 99.9
    period: { kind: rolling, days: 30 }`;

/** Paste or choose a file, see the plan, apply it. */
export function ObjectiveImport({ canWrite, plan, apply }: ObjectiveImportProps): ReactNode {
  const [file, setFile] = useState({ name: "pasted.yaml", text: "" });
  const [environment, setEnvironment] = useState<string | null>(null);
  const [retireMissing, setRetireMissing] = useState(false);
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [applied, setApplied] = useState<AppliedObjectives | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);

  function forget(): void {
    // A plan is of exactly the text that was planned.
    setPlanned(null);
    setApplied(null);
    setFailure(null);
  }

  async function look(event: React.FormEvent): Promise<void> {
    event.preventDefault();
    forget();
    setIsBusy(true);
    const asked = { files: [file], retireMissing, ...(environment ? { environment } : {}) };
    try {
      setPlanned({ asked, plan: await callAction(plan, asked) });
    } catch (error) {
      setFailure(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div className={classes.stack}>
      <Panel>
        <form onSubmit={(event) => void look(event)} noValidate className={classes.stack}>
          <SourceFields
            file={file}
            onFile={(next) => {
              setFile(next);
              forget();
            }}
            environment={environment}
            onEnvironment={(next) => {
              setEnvironment(next);
              forget();
            }}
          />
          <Checkbox
            label="Retire what is missing"
            description="Objectives of the services in this file, and policies and clocks where the file names some, that it does not have"
            checked={retireMissing}
            onChange={(event) => {
              setRetireMissing(event.currentTarget.checked);
              forget();
            }}
          />
          <Refusal failure={failure} />
          <div className={classes.end}>
            <Button type="submit" variant={planned ? "default" : "filled"} loading={isBusy}>
              Show the plan
            </Button>
          </div>
        </form>
      </Panel>
      {planned ? (
        <PlannedPanel planned={planned} applied={applied} canWrite={canWrite} apply={apply} onApplied={setApplied} />
      ) : null}
    </div>
  );
}

interface SourceFieldsProps {
  readonly file: Asked["files"][number];
  readonly onFile: (file: Asked["files"][number]) => void;
  readonly environment: string | null;
  readonly onEnvironment: (environment: string | null) => void;
}

function SourceFields({ file, onFile, environment, onEnvironment }: SourceFieldsProps): ReactNode {
  const environments = useEnvironmentChoices();
  async function choose(chosen: File | null): Promise<void> {
    if (chosen) onFile({ name: chosen.name, text: await chosen.text() });
  }
  return (
    <>
      <Textarea
        className={classes.source}
        label="YAML"
        required
        description={
          <>
            OpenSLO v1, or the product's own kind with its <a href="/api/schemas/objectives.json">JSON Schema</a>
          </>
        }
        placeholder={example}
        autosize
        minRows={10}
        maxRows={24}
        spellCheck={false}
        value={file.text}
        onChange={(event) => onFile({ name: "pasted.yaml", text: event.currentTarget.value })}
      />
      <div>
        <FileButton accept=".yaml,.yml,.json" onChange={(chosen) => void choose(chosen)}>
          {(props) => (
            <Button {...props} variant="default" size="xs">
              Choose a file
            </Button>
          )}
        </FileButton>
      </div>
      <Select
        label="Environment of OpenSLO documents that name none"
        placeholder="None"
        data={[...environments]}
        value={environment}
        onChange={onEnvironment}
        clearable
      />
    </>
  );
}

/** Every reason of a refusal; anything else as a failure. */
function Refusal({ failure }: { readonly failure: unknown }): ReactNode {
  if (!failure) return null;
  if (failure instanceof ApiError && failure.reasons.length > 0) return <ReasonList reasons={failure.reasons} />;
  return <ErrorState error={failure} doing="plan this file" />;
}

interface PlannedPanelProps extends Pick<ObjectiveImportProps, "canWrite" | "apply"> {
  readonly planned: Planned;
  readonly applied: AppliedObjectives | null;
  readonly onApplied: (applied: AppliedObjectives) => void;
}

function PlannedPanel({ planned, applied, canWrite, apply, onApplied }: PlannedPanelProps): ReactNode {
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const { asked, plan } = planned;
  async function confirm(reason: string): Promise<void> {
    onApplied(await callAction(apply, { ...asked, planHash: plan.hash, reason }));
    await queryClient.invalidateQueries();
  }
  const count = plan.counts.create + plan.counts.change + plan.counts.retire;
  const words = count === 1 ? "one change" : `${count} changes`;
  return (
    <>
      <PlanView plan={plan} />
      {applied ? <output>Applied: {words}.</output> : null}
      {plan.hasChanges && !applied ? (
        <div className={classes.end}>
          <DisabledReason reason={canWrite ? null : `Needs ${whoMay("slo:write")}.`}>
            <Button onClick={() => setIsAsking(true)}>Apply {words}</Button>
          </DisabledReason>
        </div>
      ) : null}
      <ConfirmAction
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        label={`Apply ${words}`}
        changes={`${plan.counts.create} created, ${plan.counts.change} changed, ${plan.counts.retire} retired; all of it or nothing.`}
        where={[...new Set(plan.changes.map(placeOf))].join(", ")}
        blastRadius="What the plan names. Sign-offs of changed objectives end, budgets are counted anew from the known past, clocks are computed anew."
        doesNotUndo="Every version stays on record."
        tone="neutral"
        isReasonRequired
        onConfirm={confirm}
      />
    </>
  );
}
