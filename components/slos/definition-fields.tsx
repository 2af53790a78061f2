"use client";

import { NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { fetchChecks, syntheticKeys } from "@/lib/synthetics/queries";
import type { ObjectiveValues } from "./objective-values";
import classes from "./slos.module.css";

type Given = Pick<ProblemForm<ObjectiveValues>, "form">;

/** What is counted, how much of it must be good, over which time, and when to tell. */
export function DefinitionFields({ form }: Given): ReactNode {
  const { definition } = form.getValues();
  return (
    <>
      <div className={classes.pair}>
        <Select
          label="Good means"
          required
          allowDeselect={false}
          data={[
            { value: "availability", label: "Answered without failure" },
            { value: "latency", label: "Answered in time" },
          ]}
          {...form.getInputProps("definition.sli.kind")}
        />
        {definition.sli.kind === "latency" ? (
          <NumberInput
            label="Within"
            required
            suffix=" ms"
            description="A bound of the source's latency buckets"
            {...form.getInputProps("definition.sli.thresholdMs")}
          />
        ) : null}
      </div>
      <Counted form={form} />
      <div className={classes.pair}>
        <TextInput
          label="Target (%)"
          required
          inputMode="decimal"
          {...form.getInputProps("definition.targetPercent")}
        />
        <Select
          label="Counted by"
          required
          allowDeselect={false}
          data={[
            { value: "occurrences", label: "Requests" },
            { value: "timeslices", label: "Good minutes" },
          ]}
          {...form.getInputProps("definition.method.kind")}
        />
      </div>
      {definition.method.kind === "timeslices" ? (
        <TextInput
          label="A minute is good with at least (%)"
          required
          inputMode="decimal"
          {...form.getInputProps("definition.method.slicePercent")}
        />
      ) : null}
      <Period form={form} />
      <NumberInput
        label="Alerts need at least"
        required
        min={0}
        suffix=" requests"
        description="In the longer window of a rule: one failure of ten requests is no outage"
        {...form.getInputProps("definition.alerting.minRequests")}
      />
    </>
  );
}

/** What is counted: requests of users, or runs of a synthetic check of the same place. */
function Counted({ form }: Given): ReactNode {
  const { service, environment } = form.getValues();
  const checks = useQuery({ queryKey: syntheticKeys.list, queryFn: ({ signal }) => fetchChecks(signal) });
  const here = (checks.data ?? []).filter(
    (check) => check.service.slug === service && check.environment.slug === environment,
  );
  if (here.length === 0 && !form.getValues().definition.sli.check) return null;
  return (
    <Select
      label="Counts"
      clearable
      placeholder="Requests of users"
      description="Runs of a synthetic check count when it is chosen here"
      data={here.map(({ slug, name }) => ({ value: slug, label: `Runs of ${name}` }))}
      {...form.getInputProps("definition.sli.check")}
    />
  );
}

function Period({ form }: Given): ReactNode {
  const { period } = form.getValues().definition;
  return (
    <div className={classes.pair}>
      <Select
        label="Period"
        required
        allowDeselect={false}
        data={[
          { value: "rolling", label: "Rolling days" },
          { value: "calendar", label: "Calendar" },
        ]}
        {...form.getInputProps("definition.period.kind")}
      />
      {period.kind === "rolling" ? (
        <NumberInput label="Days" required min={1} max={90} {...form.getInputProps("definition.period.days")} />
      ) : (
        <>
          <Select
            label="Unit"
            required
            allowDeselect={false}
            data={[
              { value: "week", label: "Week" },
              { value: "month", label: "Month" },
              { value: "quarter", label: "Quarter" },
            ]}
            {...form.getInputProps("definition.period.unit")}
          />
          <TextInput label="Time zone" required {...form.getInputProps("definition.period.timeZone")} />
        </>
      )}
    </div>
  );
}
