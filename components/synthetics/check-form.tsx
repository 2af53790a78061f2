"use client";

import { Button, Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { DurationInput } from "@/components/forms/duration-input";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { slugFrom } from "@/lib/catalog/domain/slug";
import { journeyLimits } from "@/lib/synthetics/domain/limits";
import { type CheckValues, emptyStep, lineErrors } from "./check-values";
import { StepFields } from "./step-fields";
import classes from "./synthetics.module.css";

export interface CheckFormProps {
  readonly initial: CheckValues;
  readonly isNew: boolean;
  readonly secretNames: readonly string[];
  readonly send: (values: CheckValues) => Promise<void>;
  readonly onCancel: () => void;
}

/** Add a synthetic check or change it. */
export function CheckForm({ initial, isNew, secretNames, send, onCancel }: CheckFormProps): ReactNode {
  const problem = useProblemForm<CheckValues>({ initialValues: initial, validate: lineErrors, send });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  const { steps } = form.getValues().journey;
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate>
        <Identity form={form} isNew={isNew} />
        <FormSection title="When" description="Runs are spread, so that checks do not come all at once.">
          <DurationInput
            label="Made every"
            valueMs={form.getValues().intervalMs}
            error={form.getInputProps("intervalMs").error}
            onChange={(intervalMs) => form.setFieldValue("intervalMs", intervalMs)}
          />
          <Checkbox
            label="Also around rollouts and reported deployments of this service here"
            description="The result stands on their pages. It holds nothing back, least of all a rollback."
            {...form.getInputProps("isAroundRollouts", { type: "checkbox" })}
          />
        </FormSection>
        <FormSection
          title="Journey"
          description="Each step after the one before it, until one fails. Redirects are answers; they are not followed."
        >
          {steps.map((_step, index) => (
            <StepFields
              // biome-ignore lint/suspicious/noArrayIndexKey: its name is being edited, and steps do not move.
              key={index}
              form={form}
              index={index}
              onRemove={steps.length > 1 ? () => form.removeListItem("journey.steps", index) : null}
            />
          ))}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              disabled={steps.length >= journeyLimits.steps}
              onClick={() => form.insertListItem("journey.steps", emptyStep)}
            >
              Add a step
            </Button>
          </div>
        </FormSection>
        <FormSection title="Secrets" description="Used as {{secret.name}} in headers and bodies, never in addresses.">
          <Textarea
            label="Secrets"
            autosize
            minRows={2}
            autoComplete="off"
            description={
              secretNames.length > 0
                ? `Stored: ${secretNames.join(", ")}. Leave this empty to keep them; what you write replaces all of them.`
                : "One a line: name = value. Stored encrypted, never shown again."
            }
            {...form.getInputProps("secretLines")}
          />
        </FormSection>
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="save the check" /> : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onCancel} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {isNew ? "Add check" : "Save check"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Identity({
  form,
  isNew,
}: {
  readonly form: ProblemForm<CheckValues>["form"];
  readonly isNew: boolean;
}): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const name = form.getInputProps("name");
  return (
    <FormSection title="Check" description="What it looks at. The place and the slug do not change.">
      <div className={classes.pair}>
        <TextInput
          label="Name"
          required
          maxLength={80}
          {...name}
          onChange={(event) => {
            const isFollowing = isNew && form.getValues().slug === slugFrom(form.getValues().name);
            name.onChange(event);
            if (isFollowing) form.setFieldValue("slug", slugFrom(event.currentTarget.value));
          }}
        />
        <TextInput label="Slug" required disabled={!isNew} maxLength={63} {...form.getInputProps("slug")} />
        <Select
          label="Service"
          required
          searchable
          disabled={!isNew}
          data={[...services]}
          {...form.getInputProps("service")}
        />
        <Select
          label="Environment"
          required
          disabled={!isNew}
          data={[...environments]}
          {...form.getInputProps("environment")}
        />
      </div>
    </FormSection>
  );
}
