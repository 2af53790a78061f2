"use client";

import { Button, JsonInput, NumberInput, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { errorsUnder } from "@/components/forms/errors-under";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { slugFrom } from "@/lib/catalog/domain/slug";
import { pollableKinds, type SignalKind, signalKinds } from "@/lib/ingest/contract";
import classes from "./ingest.module.css";
import { kindTitles } from "./signal-words";
import type { SignalSourceValues } from "./source-values";

export interface SignalSourceFormProps {
  readonly initial: SignalSourceValues;
  readonly isNew: boolean;
  readonly send: (values: SignalSourceValues) => Promise<void>;
  readonly onCancel: () => void;
}

const kinds = signalKinds.map((value) => ({ value, label: kindTitles[value] }));

/** Add an event source or change it. */
export function SignalSourceForm({ initial, isNew, send, onCancel }: SignalSourceFormProps): ReactNode {
  const problem = useProblemForm<SignalSourceValues>({ initialValues: initial, send });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  const name = form.getInputProps("name");
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate>
        <FormSection title="Source" description="The slug is part of the address that events are sent to; it stays.">
          <div className={classes.pair}>
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
            <TextInput label="Slug" required disabled={!isNew} maxLength={63} {...form.getInputProps("slug")} />
          </div>
          <Select
            label="Kind"
            required
            allowDeselect={false}
            disabled={!isNew}
            data={kinds}
            {...form.getInputProps("kind")}
          />
          {isNew ? (
            <PasswordInput
              label="Secret"
              autoComplete="off"
              description="Leave it empty to have one made. PagerDuty makes its own: paste that one."
              {...form.getInputProps("secret")}
            />
          ) : (
            <Switch label="Listen to it" {...form.getInputProps("isEnabled", { type: "checkbox" })} />
          )}
        </FormSection>
        <ReadingFields problem={problem} />
        {(pollableKinds as readonly SignalKind[]).includes(form.values.kind) ? (
          <PollingFields problem={problem} />
        ) : null}
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="save the source" /> : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onCancel} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {isNew ? "Add source" : "Save source"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface FieldsProps {
  readonly problem: ProblemForm<SignalSourceValues>;
}

function ReadingFields({ problem: { form } }: FieldsProps): ReactNode {
  return (
    <FormSection title="Reading" description="What this kind's reader wants to know beyond the bodies; empty for most.">
      <JsonInput
        label="Settings"
        description="JSON, such as the host of the system or which alerts count as incidents."
        autosize
        minRows={3}
        maxRows={14}
        formatOnBlur
        value={form.values.settings}
        error={errorsUnder(form.errors, "config.settings") ?? form.errors.settings}
        onChange={(settings) => form.setFieldValue("settings", settings)}
      />
      <NumberInput
        label="Largest body in KiB"
        min={1}
        max={8_192}
        allowDecimal={false}
        value={form.values.maxBodyKib}
        error={errorsUnder(form.errors, "config.maxBodyBytes")}
        onChange={(maxBodyKib) => form.setFieldValue("maxBodyKib", maxBodyKib)}
      />
    </FormSection>
  );
}

function PollingFields({ problem: { form } }: FieldsProps): ReactNode {
  const { isPolled, everyMinutes } = form.values;
  return (
    <FormSection title="Asking" description="Hooks get lost. Asking the system now and then finds what did not come.">
      <Switch
        label="Ask the system itself"
        checked={isPolled}
        onChange={(event) => form.setFieldValue("isPolled", event.currentTarget.checked)}
      />
      {isPolled ? (
        <div className={classes.pair}>
          <NumberInput
            label="Every so many minutes"
            min={1}
            max={1_440}
            allowDecimal={false}
            value={everyMinutes}
            error={errorsUnder(form.errors, "config.polling")}
            onChange={(value) => form.setFieldValue("everyMinutes", value)}
          />
          <PasswordInput
            label="Token to ask with"
            autoComplete="off"
            description="Stored encrypted, never shown again. Empty keeps the present one."
            {...form.getInputProps("pollToken")}
          />
        </div>
      ) : null}
    </FormSection>
  );
}
