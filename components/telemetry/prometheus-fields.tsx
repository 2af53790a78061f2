"use client";

import { Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { DurationInput } from "@/components/forms/duration-input";
import { errorsUnder } from "@/components/forms/errors-under";
import { FormSection } from "@/components/forms/form-section";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import type { PrometheusSourceConfig } from "@/lib/telemetry/contract";
import { LabelFields } from "./label-fields";
import type { SourceValues } from "./source-values";
import classes from "./sources.module.css";

interface PrometheusFieldsProps {
  readonly problem: ProblemForm<SourceValues>;
  readonly config: PrometheusSourceConfig;
}

export function PrometheusFields({ problem, config }: PrometheusFieldsProps): ReactNode {
  const { form } = problem;
  const set = (fields: Partial<PrometheusSourceConfig>): void => form.setFieldValue("config", { ...config, ...fields });
  return (
    <>
      <FormSection title="Metrics" description="Counters of requests and errors, and a histogram of durations.">
        <div className={classes.pair}>
          <TextInput label="Request counter" required {...form.getInputProps("config.requestMetric")} />
          <TextInput
            label="Duration histogram"
            description="Without _bucket; empty when there is none."
            value={config.durationMetric ?? ""}
            error={errorsUnder(form.errors, "config.durationMetric")}
            onChange={(event) => set({ durationMetric: event.currentTarget.value.trim() || null })}
          />
          <TextInput label="Label that tells errors" required {...form.getInputProps("config.errorSelector.label")} />
          <TextInput
            label="Its values for errors"
            description="A regular expression for the whole value."
            required
            {...form.getInputProps("config.errorSelector.regex")}
          />
          <Select
            label="Unit of durations"
            allowDeselect={false}
            data={[
              { value: "s", label: "Seconds" },
              { value: "ms", label: "Milliseconds" },
            ]}
            {...form.getInputProps("config.durationUnit")}
          />
          <TextInput label="Instance label" required {...form.getInputProps("config.instanceLabel")} />
        </div>
      </FormSection>
      <LabelFields problem={problem} config={config} />
      <FormSection title="Silence" description="What counts as no answer. Silence is never a pass.">
        <DurationInput
          label="Samples are stale after"
          valueMs={config.staleAfterMs}
          error={errorsUnder(form.errors, "config.staleAfterMs")}
          onChange={(staleAfterMs) => set({ staleAfterMs })}
        />
        <Select
          label="A slot without request series"
          description="Before its first request a version may have no series at all."
          allowDeselect={false}
          data={[
            { value: "blind", label: "is blind" },
            { value: "zero_when_up", label: "has no request yet, when Prometheus calls it up" },
          ]}
          {...form.getInputProps("config.absentSlot")}
        />
      </FormSection>
    </>
  );
}
