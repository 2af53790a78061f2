import { NumberInput, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { errorsUnder } from "@/components/forms/errors-under";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { fetchSources, sourceKeys } from "@/lib/telemetry/queries";
import type { SourceConfig } from "@/lib/telemetry/source-contract";
import type { ObjectiveValues } from "./objective-values";
import classes from "./slos.module.css";

type Given = Pick<ProblemForm<ObjectiveValues>, "form">;

/** What counts good and all events, and the fields that only that has. */
export function MeterFields({ form }: Given): ReactNode {
  const { kind } = form.getValues().definition.sli.meter;
  return (
    <>
      <Select
        label="Events come from"
        required
        allowDeselect={false}
        data={[
          { value: "query", label: "Queries to a metric source" },
          { value: "otlp_sum", label: "A counter sent over OTLP" },
          { value: "otlp_latency", label: "A latency histogram sent over OTLP" },
          { value: "pushed", label: "Counts that are pushed, whole or sampled" },
        ]}
        {...form.getInputProps("definition.sli.meter.kind")}
      />
      {kind === "query" ? <QueryFields form={form} /> : null}
      {kind === "pushed" ? (
        <TextInput
          label="Stream"
          required
          description="What the sender calls it when it pushes to /api/v1/objective-counts"
          {...form.getInputProps("definition.sli.meter.stream")}
        />
      ) : null}
      {kind === "otlp_sum" || kind === "otlp_latency" ? <MetricFields form={form} /> : null}
      {kind === "query" || kind === "pushed" ? (
        <NumberInput
          label="Counts are complete after"
          suffix=" s"
          min={0}
          max={180}
          description={`A minute is closed this long after its end, at most 180 s${kind === "query" ? "; Datadog needs about 120" : ""}`}
          {...form.getInputProps("definition.sli.meter.delaySeconds")}
          error={errorsUnder(form.errors, "definition.sli.meter.delayMs")}
        />
      ) : null}
    </>
  );
}

const examples: Readonly<Record<SourceConfig["kind"], { readonly good: string; readonly note: string }>> = {
  prometheus: {
    good: 'orders_total{service="checkout",outcome="ok"}',
    note: "One selector of a counter; growth, resets and the sum of its series are taken here",
  },
  datadog: {
    good: "sum:orders.ok{service:checkout}.as_count().rollup(sum, 60)",
    note: "Counts of minutes; where nothing happened the query must say 0, with default_zero(…) of api v1",
  },
  http_json: { good: "/orders/ok", note: "A counter of the document, by name or JSON pointer" },
};

function QueryFields({ form }: Given): ReactNode {
  const { source } = form.getValues().definition.sli.meter;
  const sources = useQuery({ queryKey: sourceKeys.list, queryFn: ({ signal }) => fetchSources(signal) });
  const items = sources.data ?? [];
  const { good, note } = examples[items.find(({ slug }) => slug === source)?.config.kind ?? "prometheus"];
  const missing = source !== null && !items.some(({ slug }) => slug === source) ? [source] : [];
  return (
    <>
      <Select
        label="Metric source"
        required
        data={[...items.map(({ slug, name }) => ({ value: slug, label: name })), ...missing]}
        {...form.getInputProps("definition.sli.meter.source")}
      />
      <Textarea
        label="Good events"
        required
        autosize
        placeholder={good}
        description={note}
        {...form.getInputProps("definition.sli.meter.goodQuery")}
        error={errorsUnder(form.errors, "definition.sli.meter.good")}
      />
      <Textarea
        label="All events"
        required
        autosize
        {...form.getInputProps("definition.sli.meter.totalQuery")}
        error={errorsUnder(form.errors, "definition.sli.meter.total")}
      />
    </>
  );
}

function MetricFields({ form }: Given): ReactNode {
  const { kind } = form.getValues().definition.sli.meter;
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="Metric"
          required
          placeholder={kind === "otlp_sum" ? "orders.placed" : "http.server.request.duration"}
          {...form.getInputProps("definition.sli.meter.metric")}
        />
        {kind === "otlp_latency" ? (
          <NumberInput
            label="Within"
            required
            suffix=" ms"
            description="Best a bound of the histogram: a bucket across it stays in doubt"
            {...form.getInputProps("definition.sli.meter.thresholdMs")}
          />
        ) : null}
      </div>
      {kind === "otlp_sum" ? (
        <TagsInput
          label="Good are points with"
          required
          description="Such as outcome=ok|late or outcome!=failed; all must hold"
          {...form.getInputProps("definition.sli.meter.good")}
          error={errorsUnder(form.errors, "definition.sli.meter.good")}
        />
      ) : null}
      <TagsInput
        label="Counted are points with"
        description="Empty: every point of the metric that the service sends from this environment"
        {...form.getInputProps("definition.sli.meter.total")}
        error={errorsUnder(form.errors, "definition.sli.meter.total")}
      />
    </>
  );
}
