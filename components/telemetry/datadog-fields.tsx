"use client";

import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { FormSection } from "@/components/forms/form-section";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import type { SourceValues } from "./source-values";

/** How Datadog is asked. */
export function DatadogFields({ problem }: { readonly problem: ProblemForm<SourceValues> }): ReactNode {
  return (
    <FormSection
      title="Queries"
      description="Objectives ask for counts of minutes. Rollouts are not judged by Datadog: it knows minutes later."
    >
      <Select
        label="Query API"
        allowDeselect={false}
        data={[
          { value: "v2", label: "v2: plain queries" },
          { value: "v1", label: "v1: queries with functions and arithmetic" },
        ]}
        {...problem.form.getInputProps("config.api")}
      />
    </FormSection>
  );
}
