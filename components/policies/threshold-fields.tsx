"use client";

import { Button, MultiSelect, NumberInput, Select, TagsInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { alertKeys, fetchAlertRoutes } from "@/lib/alerts/queries";
import classes from "./policies.module.css";
import { nextThreshold, type PolicyValues } from "./policy-values";

type Given = Pick<ProblemForm<PolicyValues>, "form">;

const effects = [
  { value: "slow_down", label: "Slow down" },
  { value: "approval", label: "Another person must approve" },
  { value: "freeze", label: "Freeze" },
];
const exemptions = [
  { value: "incident_fix", label: "Fixes of open incidents" },
  { value: "emergency", label: "Emergencies" },
];
const maxThresholds = 5;

/** What happens as the budget runs out, threshold by threshold. */
export function ThresholdFields({ form }: Given): ReactNode {
  const path = "definition.thresholds";
  const { thresholds } = form.getValues().definition;
  return (
    <>
      {thresholds.map((_, index) => (
        // Thresholds are told apart by their place, as in the definition.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what names a threshold
        <ThresholdField key={index} form={form} index={index} />
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={thresholds.length >= maxThresholds}
          onClick={() => form.insertListItem(path, nextThreshold(thresholds))}
        >
          Add a threshold
        </Button>
      </div>
    </>
  );
}

function ThresholdField({ form, index }: Given & { readonly index: number }): ReactNode {
  const path = `definition.thresholds.${index}`;
  const { thresholds } = form.getValues().definition;
  const kind = thresholds[index]?.effect.kind;
  const known = useQuery({ queryKey: alertKeys.routes, queryFn: ({ signal }) => fetchAlertRoutes(signal) });
  const routes = (known.data?.items ?? []).map(({ name }) => name);
  return (
    <fieldset className={classes.threshold}>
      <legend>Threshold {index + 1}</legend>
      <div className={classes.pair}>
        <NumberInput
          label="At or below"
          required
          min={0}
          max={99}
          suffix=" % left"
          {...form.getInputProps(`${path}.leftPercent`)}
        />
        <Select
          label="What happens"
          required
          allowDeselect={false}
          data={effects}
          {...form.getInputProps(`${path}.effect.kind`)}
        />
      </div>
      {kind === "slow_down" ? (
        <div className={classes.pair}>
          <NumberInput
            label="Releases within 24 hours"
            min={1}
            max={100}
            placeholder="As many as you like"
            {...form.getInputProps(`${path}.effect.maxStartsPerDay`)}
          />
          <NumberInput
            label="Steps bake"
            required
            min={1}
            max={10}
            suffix=" times as long"
            {...form.getInputProps(`${path}.effect.bakeFactor`)}
          />
        </div>
      ) : null}
      {kind === "freeze" ? (
        <MultiSelect
          label="Except"
          description="Rollbacks are never held"
          data={exemptions}
          {...form.getInputProps(`${path}.effect.exemptions`)}
        />
      ) : null}
      <TagsInput
        label="Tell"
        description="Alert routes are told when it is reached; anything else is only named with every reason"
        data={routes}
        maxTags={5}
        {...form.getInputProps(`${path}.tell`)}
      />
      <div>
        <Button
          variant="subtle"
          size="xs"
          disabled={thresholds.length === 1}
          onClick={() => form.removeListItem("definition.thresholds", index)}
        >
          Remove threshold {index + 1}
        </Button>
      </div>
    </fieldset>
  );
}
