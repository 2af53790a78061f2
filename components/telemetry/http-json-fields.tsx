"use client";

import { Select, Switch, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { DurationInput } from "@/components/forms/duration-input";
import { errorsUnder } from "@/components/forms/errors-under";
import { FormSection } from "@/components/forms/form-section";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import type { HttpJsonSourceConfig } from "@/lib/telemetry/contract";
import { LabelFields } from "./label-fields";
import { fromPointers, type SourceValues, toPointers } from "./source-values";
import classes from "./sources.module.css";

interface HttpJsonFieldsProps {
  readonly problem: ProblemForm<SourceValues>;
  readonly config: HttpJsonSourceConfig;
}

export function HttpJsonFields({ problem, config }: HttpJsonFieldsProps): ReactNode {
  const { form } = problem;
  const set = (fields: Partial<HttpJsonSourceConfig>): void => form.setFieldValue("config", { ...config, ...fields });
  return (
    <>
      <FormSection
        title="Values"
        description="Numbers of the document that checks may ask for by name, each with a JSON pointer."
      >
        <TagsInput
          label="Named values"
          description="Such as depth=/queue/depth; Enter after each."
          value={fromPointers(config.values)}
          error={errorsUnder(form.errors, "config.values")}
          onChange={(tokens) => set({ values: toPointers(tokens) })}
        />
        <Switch
          label="The document counts requests and errors of each version"
          checked={config.counts !== null}
          onChange={(event) =>
            set({
              counts: event.currentTarget.checked
                ? { requests: "/{{version}}/requests", errors: "/{{version}}/errors" }
                : null,
            })
          }
        />
        {config.counts ? (
          <div className={classes.pair}>
            <TextInput label="Requests" required {...form.getInputProps("config.counts.requests")} />
            <TextInput label="Errors" required {...form.getInputProps("config.counts.errors")} />
          </div>
        ) : null}
      </FormSection>
      {config.counts ? <LabelFields problem={problem} config={config} /> : null}
      <FormSection title="Silence" description="What counts as no answer. Silence is never a pass.">
        <DurationInput
          label="The document is stale after"
          valueMs={config.staleAfterMs}
          error={errorsUnder(form.errors, "config.staleAfterMs")}
          onChange={(staleAfterMs) => set({ staleAfterMs })}
        />
        <Switch
          label="The document says when it was made"
          checked={config.sampledAt !== null}
          onChange={(event) =>
            set({ sampledAt: event.currentTarget.checked ? { pointer: "/sampledAt", unit: "iso" } : null })
          }
        />
        {config.sampledAt ? (
          <div className={classes.pair}>
            <TextInput label="Where" required {...form.getInputProps("config.sampledAt.pointer")} />
            <Select
              label="As"
              allowDeselect={false}
              data={[
                { value: "iso", label: "ISO 8601 text" },
                { value: "s", label: "Seconds since 1970" },
                { value: "ms", label: "Milliseconds since 1970" },
              ]}
              {...form.getInputProps("config.sampledAt.unit")}
            />
          </div>
        ) : null}
      </FormSection>
    </>
  );
}
