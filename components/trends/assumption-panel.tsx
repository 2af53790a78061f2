"use client";

import { Button, NumberInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { parseAsFloat, useQueryState } from "nuqs";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ForecastAnswer, KeptAssumptions } from "@/lib/trends/contract";
import type { Assumptions } from "@/lib/trends/domain/assumptions";
import { scopeWords } from "@/lib/trends/domain/target-scope";
import type { ForecastFilter } from "@/lib/trends/queries";
import classes from "./trends.module.css";

export interface KeepProps {
  readonly canKeep: boolean;
  readonly keep: ServerAction<
    Assumptions & { readonly reason: string; readonly service?: string; readonly team?: string },
    KeptAssumptions
  >;
}

interface AssumptionPanelProps extends KeepProps {
  readonly answer: ForecastAnswer | undefined;
  readonly place: ForecastFilter;
}

/** What the forecast is about, what is assumed, and who said so. */
export function AssumptionPanel({ answer, place, canKeep, keep }: AssumptionPanelProps): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const queryClient = useQueryClient();
  const [isAsked, ask] = useState(false);
  const assumed = answer?.assumed;
  const { service, team } = place;
  const scope = service ? `service:${service}` : team ? `team:${team}` : "all";
  const missing = canKeep ? (assumed ? null : "The forecast is not loaded yet.") : `Needs ${whoMay("insights:rules")}.`;
  return (
    <Panel
      title="What it is about"
      description={<Origin kept={answer?.kept ?? null} />}
      actions={
        <DisabledReason reason={missing}>
          <Button size="compact-xs" variant="default" onClick={() => ask(true)}>
            Keep these assumptions
          </Button>
        </DisabledReason>
      }
    >
      <div className={classes.choices}>
        <ChoiceFilter name="service" label="Service" options={services} />
        <ChoiceFilter name="environment" label="Environment" options={environments} />
        <Assumption name="hoursPerDeployment" label="Hours for a deployment" fallback={assumed?.hoursPerDeployment} />
        <Assumption name="hoursPerFailure" label="Hours for a failure" fallback={assumed?.hoursPerFailure} />
        <Assumption name="hoursPerPerson" label="Hours a week of a person" fallback={assumed?.hoursPerPerson} />
        <Assumption name="people" label="People there are" fallback={assumed?.people} />
      </div>
      {assumed ? (
        <ConfirmAction
          isOpen={isAsked}
          onClose={() => ask(false)}
          label="Keep these assumptions"
          changes={`${assumed.hoursPerDeployment} h for a deployment, ${assumed.hoursPerFailure} h for a failure, ${assumed.hoursPerPerson} h a week of a person, ${assumed.people} people.`}
          where={scopeWords(scope)}
          blastRadius="What everybody's forecast of this place begins with; nothing is blocked by it."
          tone="neutral"
          isReasonRequired
          onConfirm={async (reason) => {
            const of = { ...(service ? { service } : {}), ...(team && !service ? { team } : {}) };
            await callAction(keep, { ...assumed, ...of, reason });
            await queryClient.invalidateQueries({ queryKey: ["trend"] });
          }}
        />
      ) : null}
    </Panel>
  );
}

function Origin({ kept }: { readonly kept: KeptAssumptions | null }): ReactNode {
  if (!kept) return "What work costs is assumed, not measured: change it to what you know, and keep it.";
  return (
    <>
      What work costs is assumed, not measured. Kept for {scopeWords(kept.scope)} by {kept.keptBy}{" "}
      <Time atMs={Date.parse(kept.keptAt)} />: {kept.reason}
    </>
  );
}

interface AssumptionProps {
  readonly name: string;
  readonly label: string;
  readonly fallback: number | undefined;
}

function Assumption({ name, label, fallback }: AssumptionProps): ReactNode {
  const [value, set] = useQueryState(name, parseAsFloat);
  return (
    <NumberInput
      label={label}
      value={value ?? fallback ?? ""}
      min={0}
      step={0.5}
      onChange={(next) => void set(typeof next === "number" ? next : null)}
    />
  );
}
