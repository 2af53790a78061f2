"use client";

import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { errorsUnder } from "@/components/forms/errors-under";
import { FormSection } from "@/components/forms/form-section";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import type { SourceConfig } from "@/lib/telemetry/source-contract";
import type { SourceValues } from "./source-values";
import classes from "./sources.module.css";

interface LabelFieldsProps {
  readonly problem: ProblemForm<SourceValues>;
  /** Of a kind that has labels. */
  readonly config: Extract<SourceConfig, { labels: unknown }>;
}

const facts = [
  { name: "service", label: "Service" },
  { name: "environment", label: "Environment" },
  { name: "version", label: "Version" },
  { name: "slot", label: "Slot" },
] as const;

/** Which label carries which fact. Version or slot must be there, or the two sides cannot be told apart. */
export function LabelFields({ problem, config }: LabelFieldsProps): ReactNode {
  const { form } = problem;
  return (
    <FormSection
      title="Labels"
      description="Which label carries which fact; empty where there is none. Version or slot is needed to tell the two sides apart."
    >
      <div className={classes.pair}>
        {facts.map(({ name, label }) => (
          <TextInput
            key={name}
            label={label}
            value={config.labels[name] ?? ""}
            error={errorsUnder(form.errors, `config.labels.${name}`)}
            onChange={(event) =>
              form.setFieldValue("config", {
                ...config,
                labels: { ...config.labels, [name]: event.currentTarget.value.trim() || null },
              })
            }
          />
        ))}
      </div>
    </FormSection>
  );
}
