"use client";

import { NumberInput, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { DependencyFields } from "./dependency-fields";
import { followsFiscalYear, type ObjectiveValues } from "./objective-values";
import { monthNames } from "./objective-words";
import { SliFields } from "./sli-fields";
import classes from "./slos.module.css";

const months = monthNames.map((label, index) => ({ value: `${index + 1}`, label }));

type Given = Pick<ProblemForm<ObjectiveValues>, "form">;

/** What is counted, how much of it must be good, over which time, and when to tell. */
export function DefinitionFields({ form }: Given): ReactNode {
  const { definition } = form.getValues();
  const { kind } = definition.sli;
  const isCounted = kind === "availability" || kind === "latency" || kind === "ratio";
  return (
    <>
      <SliFields form={form} />
      <div className={classes.pair}>
        <TextInput
          label="Target (%)"
          required
          inputMode="decimal"
          {...form.getInputProps("definition.targetPercent")}
        />
        {isCounted ? (
          <Select
            label="Counted by"
            required
            allowDeselect={false}
            data={[
              { value: "occurrences", label: "Requests" },
              { value: "timeslices", label: "Good minutes" },
              { value: "ratio_timeslices", label: "Mean of minutes" },
            ]}
            {...form.getInputProps("definition.method.kind")}
          />
        ) : null}
      </div>
      {isCounted && definition.method.kind === "timeslices" ? (
        <TextInput
          label="A minute is good with at least (%)"
          required
          inputMode="decimal"
          {...form.getInputProps("definition.method.slicePercent")}
        />
      ) : null}
      <Period form={form} />
      <DependencyFields form={form} />
      {kind === "delivery" ? null : (
        <NumberInput
          label="Alerts need at least"
          required
          min={0}
          suffix=" requests"
          description="In the longer window of a rule: one failure of ten requests is no outage"
          {...form.getInputProps("definition.alerting.minRequests")}
        />
      )}
    </>
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
              { value: "year", label: "Year" },
            ]}
            {...form.getInputProps("definition.period.unit")}
          />
          <TextInput label="Time zone" required {...form.getInputProps("definition.period.timeZone")} />
          {followsFiscalYear(period.unit) ? (
            <Select
              label="Year begins in"
              required
              allowDeselect={false}
              data={months}
              {...form.getInputProps("definition.period.startMonth")}
            />
          ) : null}
        </>
      )}
    </div>
  );
}
