"use client";

import { Button, PasswordInput, SegmentedControl, Select, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import type { TargetConfig } from "@/lib/traffic/contract";
import { HealthFields } from "./health-fields";
import { KindFields } from "./kind-fields";
import { emptyConfig, emptyHealth, type TargetValues } from "./target-values";
import { secretHints, secretNames, targetKinds } from "./target-words";
import classes from "./targets.module.css";
import { TelemetryFields } from "./telemetry-fields";

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface TargetFormProps {
  readonly initial: TargetValues;
  /** Service, environment and the live slot are said once. Absent when editing. */
  readonly places?: { readonly services: readonly Option[]; readonly environments: readonly Option[] };
  readonly hasSecret: boolean;
  readonly send: (values: TargetValues) => Promise<void>;
  readonly onCancel: () => void;
}

export interface TargetSectionProps {
  readonly problem: ProblemForm<TargetValues>;
}

/** Connect a target or change how it is connected. */
export function TargetForm({ initial, places, hasSecret, send, onCancel }: TargetFormProps): ReactNode {
  const problem = useProblemForm<TargetValues>({ initialValues: initial, send });
  const { generalReasons, failure, isSubmitting, onSubmit } = problem;
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate>
        {places ? <PlaceFields problem={problem} places={places} /> : null}
        <ConnectionFields problem={problem} hasSecret={hasSecret} isNew={places !== undefined} />
        <FormSection
          title="Health checks"
          description="Asked every moment of a rollout, on both slots. The first answer must come within 30 seconds of a step."
        >
          <HealthSwitch problem={problem} />
        </FormSection>
        <FormSection
          title="Numbers"
          description="Sources in order of trust: when the first is blind, the next is asked. The data plane's own counters are the fastest."
        >
          <TelemetryFields problem={problem} />
        </FormSection>
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="save the target" /> : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onCancel} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {places ? "Connect target" : "Save target"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface PlaceFieldsProps extends TargetSectionProps {
  readonly places: NonNullable<TargetFormProps["places"]>;
}

function PlaceFields({ problem, places }: PlaceFieldsProps): ReactNode {
  const { form } = problem;
  return (
    <FormSection title="What it controls" description="One target for each service and environment.">
      <div className={classes.fieldPair}>
        <Select
          label="Service"
          required
          searchable
          allowDeselect={false}
          data={[...places.services]}
          {...form.getInputProps("service")}
        />
        <Select
          label="Environment"
          required
          allowDeselect={false}
          data={[...places.environments]}
          {...form.getInputProps("environment")}
        />
        <Select
          label="Slot with the traffic today"
          required
          allowDeselect={false}
          data={[
            { value: "a", label: "Slot a" },
            { value: "b", label: "Slot b" },
          ]}
          {...form.getInputProps("live.slot")}
        />
        <TextInput
          label="Version in that slot"
          required
          placeholder="4.11.2"
          maxLength={100}
          {...form.getInputProps("live.version")}
        />
      </div>
    </FormSection>
  );
}

interface ConnectionFieldsProps extends TargetSectionProps {
  readonly hasSecret: boolean;
  readonly isNew: boolean;
}

function ConnectionFields({ problem, hasSecret, isNew }: ConnectionFieldsProps): ReactNode {
  const { form } = problem;
  const { config } = form.values;
  return (
    <FormSection
      title="Data plane"
      description="Only the worker talks to it. It is given the whole split each time, never a difference."
    >
      <SegmentedControl
        aria-label="Kind of data plane"
        value={config.kind}
        onChange={(kind) => form.setFieldValue("config", emptyConfig(kind as TargetConfig["kind"]))}
        data={Object.entries(targetKinds).map(([value, label]) => ({ value, label }))}
        className={classes.kinds}
      />
      <KindFields problem={problem} />
      <PasswordInput
        label={secretNames[config.kind]}
        required={isNew && config.kind !== "haproxy"}
        autoComplete="off"
        description={
          hasSecret
            ? "One is stored. Leave this empty to keep it."
            : `${secretHints[config.kind] ?? ""}Stored encrypted and never shown again.`
        }
        {...form.getInputProps("secret")}
      />
    </FormSection>
  );
}

function HealthSwitch({ problem }: TargetSectionProps): ReactNode {
  const { form } = problem;
  const { health } = form.values;
  return (
    <>
      <Switch
        label="Ask the servers for their health"
        checked={health !== null}
        onChange={(event) => form.setFieldValue("health", event.currentTarget.checked ? emptyHealth : null)}
      />
      {health ? <HealthFields problem={problem} health={health} /> : null}
    </>
  );
}
