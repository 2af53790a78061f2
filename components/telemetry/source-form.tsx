"use client";

import { Button, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { slugFrom } from "@/lib/catalog/domain/slug";
import type { SourceConfig } from "@/lib/telemetry/source-contract";
import { DatadogFields } from "./datadog-fields";
import { HttpJsonFields } from "./http-json-fields";
import { PrometheusFields } from "./prometheus-fields";
import { emptySource, type SourceValues, sourceKinds } from "./source-values";
import classes from "./sources.module.css";

export interface SourceFormProps {
  readonly initial: SourceValues;
  readonly isNew: boolean;
  readonly hasSecret: boolean;
  readonly send: (values: SourceValues) => Promise<void>;
  readonly onCancel: () => void;
}

const addresses: Readonly<Record<SourceConfig["kind"], string>> = {
  prometheus: "https://prometheus.internal",
  http_json: "https://service.internal/stats.json",
  datadog: "https://api.datadoghq.eu",
};

/** Add a metric source or change it. */
export function SourceForm({ initial, isNew, hasSecret, send, onCancel }: SourceFormProps): ReactNode {
  const problem = useProblemForm<SourceValues>({ initialValues: initial, send });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  const { config } = form.values;
  const name = form.getInputProps("name");
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate>
        <FormSection title="Source" description="Targets and custom checks name it by its slug.">
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
          <SegmentedControl
            aria-label="Kind of source"
            value={config.kind}
            disabled={!isNew}
            onChange={(kind) => form.setFieldValue("config", emptySource(kind as SourceConfig["kind"]))}
            data={Object.entries(sourceKinds).map(([value, label]) => ({ value, label }))}
            style={{ alignSelf: "flex-start" }}
          />
          <TextInput
            label="Address"
            required
            inputMode="url"
            placeholder={addresses[config.kind]}
            {...form.getInputProps("config.url")}
          />
          <PasswordInput
            label={config.kind === "datadog" ? "API key and application key" : "Bearer token"}
            required={config.kind === "datadog" && isNew}
            autoComplete="off"
            description={
              hasSecret
                ? "One is stored. Leave this empty to keep it."
                : config.kind === "datadog"
                  ? "With a colon between them. Stored encrypted, never shown again."
                  : "When the source asks for one. Stored encrypted, never shown again."
            }
            {...form.getInputProps("secret")}
          />
        </FormSection>
        {config.kind === "prometheus" ? <PrometheusFields problem={problem} config={config} /> : null}
        {config.kind === "http_json" ? <HttpJsonFields problem={problem} config={config} /> : null}
        {config.kind === "datadog" ? <DatadogFields problem={problem} /> : null}
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
