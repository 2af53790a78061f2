"use client";

import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { SecretInput } from "@/components/forms/secret-input";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { slugFrom } from "@/lib/catalog/domain/slug";
import { type ConnectionConfig, type ConnectionKind, connectionKinds } from "@/lib/connections/contract";
import { type FieldWords, kindWords } from "./connection-words";
import classes from "./connections.module.css";

export interface ConnectionValues extends Record<string, unknown> {
  readonly slug: string;
  readonly name: string;
  readonly config: ConnectionConfig;
  readonly secret: string;
}

export interface ConnectionFormProps {
  readonly initial: ConnectionValues;
  readonly isNew: boolean;
  readonly hasSecret: boolean;
  readonly send: (values: ConnectionValues) => Promise<void>;
  readonly onCancel: () => void;
}

const kindChoices = [...Map.groupBy(connectionKinds, (kind) => kindWords[kind].group)].map(([group, kinds]) => ({
  group,
  items: kinds.map((value) => ({ value, label: kindWords[value].label })),
}));

/** Add a connection or change it. */
export function ConnectionForm({ initial, isNew, hasSecret, send, onCancel }: ConnectionFormProps): ReactNode {
  const problem = useProblemForm<ConnectionValues>({ initialValues: initial, send });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  const words = kindWords[form.values.config.kind];
  const name = form.getInputProps("name");
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate>
        <FormSection title="Connection" description={words.purpose}>
          <Select
            label="Kind"
            data={kindChoices}
            value={form.values.config.kind}
            disabled={!isNew}
            allowDeselect={false}
            onChange={(kind) => kind && form.setFieldValue("config", kindWords[kind as ConnectionKind].initial)}
          />
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
        </FormSection>
        <FormSection title={words.label} description="How it is reached, and what its fields are called.">
          <div className={classes.pair}>
            {words.fields.map((field) => (
              <ConfigField key={`${form.values.config.kind}.${field.name}`} field={field} problem={problem} />
            ))}
          </div>
          {words.secret === null ? null : (
            <SecretInput
              label={words.secret}
              autoComplete="off"
              description={
                hasSecret
                  ? "One is stored. Leave this empty to keep it; it is needed again when the address changes."
                  : "Stored encrypted, never shown again."
              }
              {...form.getInputProps("secret")}
            />
          )}
        </FormSection>
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="save the connection" /> : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onCancel} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {isNew ? "Add connection" : "Save connection"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface ConfigFieldProps {
  readonly field: FieldWords;
  readonly problem: ProblemForm<ConnectionValues>;
}

function ConfigField({ field, problem }: ConfigFieldProps): ReactNode {
  const { form } = problem;
  const path = `config.${field.name}`;
  const { label, description, isRequired = false } = field;
  const shared = { label, description, required: isRequired };
  switch (field.type) {
    case "number":
      return <NumberInput {...shared} allowDecimal={false} {...form.getInputProps(path)} />;
    case "choice":
      return (
        <Select {...shared} data={[...(field.choices ?? [])]} allowDeselect={false} {...form.getInputProps(path)} />
      );
    case "words": {
      const given = (form.values.config as Record<string, unknown>)[field.name];
      const { error } = form.getInputProps(path);
      return (
        <TextInput
          {...shared}
          error={error}
          defaultValue={Array.isArray(given) ? given.join(", ") : ""}
          onChange={(event) =>
            form.setFieldValue(
              path,
              event.currentTarget.value
                .split(",")
                .map((one) => one.trim())
                .filter(Boolean),
            )
          }
        />
      );
    }
    case "text":
      return <TextInput {...shared} {...form.getInputProps(path)} />;
  }
}
