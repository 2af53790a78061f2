import { MultiSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { fetchObjectives, fetchVendorTerms, objectiveKeys, vendorTermsKey } from "@/lib/slos/queries";
import type { ObjectiveValues } from "./objective-values";

/** What the promise stands on: other objectives and terms of vendors, alone or standing in for each other. */
export function DependencyFields({ form }: Pick<ProblemForm<ObjectiveValues>, "form">): ReactNode {
  const { slug, definition } = form.getValues();
  const { dependsOn, groups } = definition;
  const objectives = useQuery({
    queryKey: objectiveKeys.list({}),
    queryFn: ({ signal }) => fetchObjectives({}, signal),
  });
  const vendors = useQuery({ queryKey: vendorTermsKey, queryFn: ({ signal }) => fetchVendorTerms(signal) });
  const choices = [
    ...(objectives.data?.items ?? [])
      .filter((one) => one.slug !== slug)
      .map((one) => ({ value: `objective:${one.slug}`, label: `${one.name} (${one.environment.name})` })),
    ...(vendors.data?.items ?? []).map((one) => ({
      value: `vendor:${one.slug}`,
      label: `${one.name} (${one.vendor})`,
    })),
  ];
  const missing = dependsOn.filter((key) => !choices.some(({ value }) => value === key));
  const all = [...choices, ...missing.map((value) => ({ value, label: value }))];
  return (
    <>
      <MultiSelect
        label="Stands on"
        searchable
        description="Objectives and terms of vendors without which this promise cannot be kept"
        data={all}
        {...form.getInputProps("definition.dependsOn")}
      />
      {dependsOn.length > 1
        ? dependsOn.map((key) => (
            <TextInput
              key={key}
              label={`Stand-in group of ${all.find(({ value }) => value === key)?.label ?? key}`}
              description="Dependencies with the same word stand in for each other; empty: it is needed"
              maxLength={40}
              value={groups[key] ?? ""}
              onChange={(event) =>
                form.setFieldValue("definition.groups", { ...groups, [key]: event.currentTarget.value })
              }
            />
          ))
        : null}
    </>
  );
}
