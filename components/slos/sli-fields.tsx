import { MultiSelect, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { fetchObjectives, objectiveKeys } from "@/lib/slos/queries";
import { fetchChecks, syntheticKeys } from "@/lib/synthetics/queries";
import { MeterFields } from "./meter-fields";
import type { ObjectiveValues } from "./objective-values";
import classes from "./slos.module.css";

type Given = Pick<ProblemForm<ObjectiveValues>, "form">;

/** What the objective is about, and the fields that only that has. */
export function SliFields({ form }: Given): ReactNode {
  const { kind } = form.getValues().definition.sli;
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
            { value: "ratio", label: "A ratio of your own" },
            { value: "composite", label: "Other objectives are good" },
            { value: "delivery", label: "Delivery goes well" },
          ]}
          {...form.getInputProps("definition.sli.kind")}
        />
        {kind === "latency" ? (
          <NumberInput
            label="Within"
            required
            suffix=" ms"
            description="A bound of the source's latency buckets"
            {...form.getInputProps("definition.sli.thresholdMs")}
          />
        ) : null}
      </div>
      {kind === "availability" || kind === "latency" ? <Counted form={form} /> : null}
      {kind === "ratio" ? <MeterFields form={form} /> : null}
      {kind === "composite" ? <CompositeFields form={form} /> : null}
      {kind === "delivery" ? <DeliveryFields form={form} /> : null}
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

function CompositeFields({ form }: Given): ReactNode {
  const { slug, definition } = form.getValues();
  const { parts, combine } = definition.sli;
  const objectives = useQuery({
    queryKey: objectiveKeys.list({}),
    queryFn: ({ signal }) => fetchObjectives({}, signal),
  });
  const choices = (objectives.data?.items ?? [])
    .filter((one) => one.slug !== slug && one.definition.sli.kind !== "delivery")
    .map((one) => ({ value: one.slug, label: `${one.name} (${one.environment.name})` }));
  // Parts that the list does not have, such as retired ones, stay visible.
  const missing = parts.filter((part) => !choices.some(({ value }) => value === part));
  return (
    <>
      <Select
        label="Put together by"
        required
        allowDeselect={false}
        data={[
          { value: "all", label: "All of them must be good" },
          { value: "any", label: "One of them must be good" },
          { value: "weighted", label: "The weighted mean" },
        ]}
        {...form.getInputProps("definition.sli.combine")}
      />
      <MultiSelect
        label="Parts"
        required
        searchable
        description="Two to twenty objectives, each counted over this objective's period"
        data={[...choices, ...missing.map((value) => ({ value, label: value }))]}
        {...form.getInputProps("definition.sli.parts")}
      />
      {combine === "weighted"
        ? parts.map((part) => (
            <NumberInput
              key={part}
              label={`Weight of ${choices.find(({ value }) => value === part)?.label ?? part}`}
              required
              min={1}
              max={1_000}
              value={definition.sli.weights[part] ?? 1}
              onChange={(weight) =>
                form.setFieldValue("definition.sli.weights", { ...definition.sli.weights, [part]: weight })
              }
            />
          ))
        : null}
    </>
  );
}

function DeliveryFields({ form }: Given): ReactNode {
  const { measure } = form.getValues().definition.sli;
  const isLength = !["change_failure_rate", "deployment_frequency", "rollback_success"].includes(measure);
  return (
    <>
      <Select
        label="Measure"
        required
        allowDeselect={false}
        data={[
          { value: "deployment_frequency", label: "Business days with a deployment" },
          { value: "lead_time", label: "Changes that reach users in time" },
          { value: "change_failure_rate", label: "Deployments that do not fail" },
          { value: "restore_time", label: "Failed deployments restored in time" },
          { value: "time_to_detect", label: "Failures seen in time" },
          { value: "rollback_success", label: "Rollbacks that succeed" },
          { value: "rollback_time", label: "Rollbacks done in time, from the decision" },
          { value: "bad_sample_to_back", label: "Rollbacks done in time, from the bad sample" },
        ]}
        {...form.getInputProps("definition.sli.measure")}
      />
      {isLength ? (
        <div className={classes.pair}>
          <NumberInput label="Within" required min={1} {...form.getInputProps("definition.sli.within")} />
          <Select
            label="Unit"
            required
            allowDeselect={false}
            data={[
              { value: "s", label: "Seconds" },
              { value: "min", label: "Minutes" },
              { value: "h", label: "Hours" },
              { value: "d", label: "Days" },
            ]}
            {...form.getInputProps("definition.sli.withinUnit")}
          />
        </div>
      ) : null}
      {measure === "deployment_frequency" ? (
        <div className={classes.pair}>
          <TextInput label="Time zone of days" required {...form.getInputProps("definition.sli.timeZone")} />
          <TagsInput
            label="Holidays"
            description="Such as 2026-06-19; weekends are left out anyway"
            {...form.getInputProps("definition.sli.holidays")}
          />
        </div>
      ) : null}
    </>
  );
}
