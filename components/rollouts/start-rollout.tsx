"use client";

import { Autocomplete, Button, Radio, Select, Stack, Switch, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { VerdictPanel } from "@/components/gates/verdict";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import type { EmergencyGiven } from "@/lib/emergencies/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ConcurrencyPolicy, PlanOverrides, RolloutPlan } from "@/lib/rollouts/contract";
import { overridesBetween } from "@/lib/rollouts/domain/plan-diff";
import { EmergencySection, type EmergencyValues, emergencyOf } from "./emergency-section";
import { PlanEditor } from "./plan-editor";
import { planErrors } from "./plan-errors";
import { PlaceNow, PlanPreview } from "./start-preview";
import classes from "./templates.module.css";
import { type StartFacts, useStartFacts } from "./use-start-facts";

interface StartGiven {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly template?: string;
  readonly overrides?: PlanOverrides;
  readonly policy: ConcurrencyPolicy;
  readonly reason?: string;
  readonly emergency?: EmergencyGiven;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface StartRolloutProps {
  readonly services: readonly Option[];
  readonly environments: readonly Option[];
  /** May this person release past windows and policies? */
  readonly canBreakGlass: boolean;
  readonly start: ServerAction<StartGiven, { readonly id: string }>;
  /** From the address: what another page already knew. */
  readonly initial: { readonly service: string; readonly environment: string; readonly version: string };
}

interface StartValues extends Record<string, unknown> {
  service: string | null;
  environment: string | null;
  version: string;
  template: string | null;
  policy: ConcurrencyPolicy;
  reason: string;
  /** The plan as changed for this rollout only; null follows the service's. */
  overrides: RolloutPlan | null;
  /** Null: an ordinary release. */
  emergency: EmergencyValues | null;
}

const policies: readonly { readonly value: ConcurrencyPolicy; readonly label: string; readonly description: string }[] =
  [
    { value: "queue", label: "Queue", description: "It waits for the one under way and begins by itself." },
    {
      value: "supersede",
      label: "Take its place",
      description: "The one under way is taken back first; queued ones are cancelled.",
    },
    { value: "reject", label: "Refuse", description: "Nothing is started while another one is under way." },
  ];

/** Ship a version: what, where, by which plan, and why. */
export function StartRollout({ services, environments, start, initial, canBreakGlass }: StartRolloutProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const problem = useProblemForm<StartValues>({
    initialValues: {
      service: initial.service || null,
      environment: initial.environment || null,
      version: initial.version,
      template: null,
      policy: "queue",
      reason: "",
      overrides: null,
      emergency: null,
    },
    async send(values) {
      const begun = await callAction(start, givenOf(values, facts, zone));
      await queryClient.invalidateQueries({ queryKey: ["rollout"] });
      router.push(`/rollouts/${begun.id}`);
    },
  });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  const facts = useStartFacts(form.values);
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className={classes.startColumns}>
        <Panel>
          <WhatAndWhere problem={problem} facts={facts} services={services} environments={environments} />
          <HowAndWhy problem={problem} facts={facts} />
          <OwnPlan problem={problem} facts={facts} />
          {canBreakGlass ? <EmergencySection form={form} zone={zone} /> : null}
          <ReasonList reasons={generalReasons} />
          {failure ? <ErrorState error={failure} doing="start the rollout" /> : null}
          <div className={classes.formEnd}>
            <Button variant="default" component={Link} href="/rollouts">
              Cancel
            </Button>
            <Button type="submit" loading={isSubmitting}>
              {form.values.version.trim() ? `Ship ${form.values.version.trim()}` : "Ship"}
            </Button>
          </div>
        </Panel>
        <div className={classes.preview}>
          <GateNow values={form.values} />
          <PlanPreview facts={facts} wanted={form.values.overrides} hasService={form.values.service !== null} />
        </div>
      </div>
    </form>
  );
}

/** What the gate says of what is chosen, in the same words as everywhere. */
function GateNow({ values }: { readonly values: StartValues }): ReactNode {
  const [version] = useDebouncedValue(values.version.trim(), 400);
  const { service, environment } = values;
  if (service === null || environment === null) return null;
  return <VerdictPanel title="May it go?" asked={{ service, environment, version: version || undefined }} />;
}

/** What the API takes: only what was said. */
function givenOf(values: StartValues, facts: StartFacts, zone: string): StartGiven {
  const overrides = values.overrides && facts.resolved ? overridesBetween(facts.resolved.plan, values.overrides) : {};
  return {
    service: values.service ?? "",
    environment: values.environment ?? "",
    version: values.version,
    policy: values.policy,
    ...(values.template ? { template: values.template } : {}),
    ...(Object.keys(overrides).length > 0 ? { overrides } : {}),
    ...(values.reason.trim() ? { reason: values.reason } : {}),
    ...(values.emergency ? { emergency: emergencyOf(values.emergency, zone) } : {}),
  };
}

interface SectionProps {
  readonly problem: ProblemForm<StartValues>;
  readonly facts: StartFacts;
}

interface WhatAndWhereProps extends SectionProps, Pick<StartRolloutProps, "services" | "environments"> {}

function WhatAndWhere({ problem, facts, services, environments }: WhatAndWhereProps): ReactNode {
  const { form } = problem;
  return (
    <FormSection title="What and where" description="A version is named by the service that built it.">
      <Select
        label="Service"
        required
        searchable
        allowDeselect={false}
        data={[...services]}
        nothingFoundMessage="No such service"
        {...form.getInputProps("service")}
        onChange={(service) => form.setValues({ service, template: null, overrides: null })}
      />
      <Select
        label="Environment"
        required
        allowDeselect={false}
        data={[...environments]}
        {...form.getInputProps("environment")}
      />
      <Autocomplete
        label="Version"
        required
        placeholder="4.12.0"
        maxLength={100}
        data={[...facts.versions]}
        limit={8}
        {...form.getInputProps("version")}
      />
      <PlaceNow facts={facts} />
    </FormSection>
  );
}

function HowAndWhy({ problem, facts }: SectionProps): ReactNode {
  const { form } = problem;
  const own = facts.policy?.template
    ? `The service's own: ${facts.policy.template.name}`
    : "The service's own: default canary";
  return (
    <FormSection title="How and why" description="The reason stands in the decision log and in the audit.">
      <Select
        label="Template"
        placeholder={own}
        clearable
        data={facts.templates.map((template) => ({ value: template.slug, label: template.name }))}
        {...form.getInputProps("template")}
        onChange={(template) => form.setValues({ template, overrides: null })}
      />
      <Radio.Group
        label="If one is under way here already"
        {...form.getInputProps("policy")}
        onChange={(value) => form.setFieldValue("policy", value as ConcurrencyPolicy)}
      >
        <Stack gap="xs" mt="xs">
          {policies.map((policy) => (
            <Radio key={policy.value} value={policy.value} label={policy.label} description={policy.description} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea label="Reason" autosize minRows={2} maxRows={6} maxLength={1_000} {...form.getInputProps("reason")} />
    </FormSection>
  );
}

/** The plan for this rollout only, prefilled with the one it would follow. */
function OwnPlan({ problem, facts }: SectionProps): ReactNode {
  const { form } = problem;
  const [isOwn, setIsOwn] = useState(false);
  const { overrides } = form.values;
  const { resolved } = facts;
  return (
    <>
      <FormSection title="Plan" description="The one shown here, unless you change it for this rollout only.">
        <Switch
          label="Change the plan for this rollout only"
          checked={isOwn && overrides !== null}
          disabled={!resolved}
          onChange={(event) => {
            setIsOwn(event.currentTarget.checked);
            form.setFieldValue("overrides", event.currentTarget.checked && resolved ? resolved.plan : null);
          }}
        />
      </FormSection>
      {isOwn && overrides ? (
        <PlanEditor
          plan={overrides}
          errors={planErrors(overrides, form.errors, "overrides")}
          onChange={(plan) => form.setFieldValue("overrides", plan)}
        />
      ) : null}
    </>
  );
}
