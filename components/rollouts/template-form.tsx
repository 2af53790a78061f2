"use client";

import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { slugFrom } from "@/lib/catalog/domain/slug";
import { fetchTeamChoices, teamChoicesKey } from "@/lib/catalog/queries";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import { PlanEditor } from "./plan-editor";
import { planErrors } from "./plan-errors";
import classes from "./templates.module.css";

export interface TemplateValues extends Record<string, unknown> {
  slug: string;
  name: string;
  description: string;
  ownerTeam: string | null;
  plan: RolloutPlan;
}

export interface TemplateFormProps {
  readonly initial: TemplateValues;
  /** The slug is given once. */
  readonly isNew: boolean;
  readonly send: (values: TemplateValues) => Promise<void>;
  readonly onCancel: () => void;
}

/** Create or edit a template. */
export function TemplateForm({ initial, isNew, send, onCancel }: TemplateFormProps): ReactNode {
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<TemplateValues>({
    initialValues: initial,
    send,
  });
  const teams = useQuery({
    queryKey: teamChoicesKey,
    queryFn: ({ signal }) => fetchTeamChoices(signal),
    staleTime: 60_000,
  });
  const { plan } = form.values;
  const errors = planErrors(plan, form.errors);
  const name = form.getInputProps("name");
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate>
        <FormSection
          title="Template"
          description="Rollouts under way keep the plan they began with; the next follow the new one."
        >
          <TextInput
            label="Name"
            required
            maxLength={100}
            {...name}
            onChange={(event) => {
              const isFollowing = isNew && form.getValues().slug === slugFrom(form.getValues().name);
              name.onChange(event);
              if (isFollowing) form.setFieldValue("slug", slugFrom(event.currentTarget.value));
            }}
          />
          <TextInput
            label="Slug"
            required
            disabled={!isNew}
            maxLength={63}
            description="For addresses and commands; it stays for ever."
            {...form.getInputProps("slug")}
          />
          <Textarea
            label="Description"
            description="When a service should follow it."
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            {...form.getInputProps("description")}
          />
          <Select
            label="Owner team"
            clearable
            searchable
            data={(teams.data?.items ?? []).map((team) => ({ value: team.slug, label: team.name }))}
            {...form.getInputProps("ownerTeam")}
          />
        </FormSection>
        <PlanEditor
          plan={plan}
          errors={errors}
          onChange={(next) => {
            for (const field of Object.keys(form.errors)) if (field.startsWith("plan")) form.clearFieldError(field);
            form.setFieldValue("plan", next);
          }}
        />
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="save the template" /> : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onCancel} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {isNew ? "Create template" : "Save template"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
