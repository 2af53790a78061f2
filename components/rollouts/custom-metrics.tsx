"use client";

import { ActionIcon, Button, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Triggers } from "@/lib/rollouts/contract";
import { fetchSources, sourceKeys } from "@/lib/telemetry/queries";
import classes from "./plan-editor.module.css";
import type { PlanErrors } from "./plan-errors";
import { numberOf } from "./plan-steps";

type Metric = Triggers["metrics"][number];

interface CustomMetricsProps {
  readonly metrics: readonly Metric[];
  readonly onChange: (metrics: Metric[]) => void;
  readonly errors: PlanErrors;
}

const metricsMax = 10;

/** Numbers of one's own: a query to a metric source that must answer exactly one value. */
export function CustomMetrics({ metrics, onChange, errors }: CustomMetricsProps): ReactNode {
  const sources = useQuery({ queryKey: sourceKeys.list, queryFn: ({ signal }) => fetchSources(signal) });
  const choices = (sources.data ?? []).map((source) => ({ value: source.slug, label: source.name }));
  function add(): void {
    const source = choices[0]?.value ?? "";
    const id = freeId(metrics);
    onChange([...metrics, { id, sourceId: source, query: "", failWhen: "above", limit: 0, failuresInARow: 3 }]);
  }
  return (
    <div className={classes.trigger}>
      {metrics.map((metric, index) => (
        <MetricFields
          // biome-ignore lint/suspicious/noArrayIndexKey: its id is being edited, and rows do not move.
          key={index}
          metric={metric}
          index={index}
          errors={errors}
          sources={choices}
          onChange={(next) => onChange(metrics.with(index, next))}
          onRemove={() => onChange(metrics.toSpliced(index, 1))}
        />
      ))}
      <div className={classes.stepEnd}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={metrics.length >= metricsMax}
          onClick={add}
        >
          Add a custom metric
        </Button>
      </div>
    </div>
  );
}

function freeId(metrics: readonly Metric[]): string {
  const taken = new Set(metrics.map((metric) => metric.id));
  let n = metrics.length + 1;
  while (taken.has(`metric-${n}`)) n += 1;
  return `metric-${n}`;
}

interface MetricFieldsProps {
  readonly metric: Metric;
  readonly index: number;
  readonly errors: PlanErrors;
  readonly sources: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (metric: Metric) => void;
  readonly onRemove: () => void;
}

function MetricFields({ metric, index, errors, sources, onChange, onRemove }: MetricFieldsProps): ReactNode {
  const at = (field: string): string | undefined => errors[`triggers.metrics.${index}.${field}`];
  return (
    <div className={classes.trigger}>
      <div className={classes.metricHead}>
        Custom metric {metric.id}
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={`Remove ${metric.id}`} onClick={onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      </div>
      <div className={classes.triggerFields}>
        <TextInput
          label="Name"
          value={metric.id}
          error={at("id")}
          onChange={(event) => onChange({ ...metric, id: event.currentTarget.value })}
        />
        <Select
          label="Metric source"
          data={[...sources]}
          value={metric.sourceId || null}
          error={at("sourceId")}
          onChange={(value) => onChange({ ...metric, sourceId: value ?? "" })}
          allowDeselect={false}
          nothingFoundMessage="No metric source yet"
        />
        <Select
          label="Fails when the value is"
          data={[
            { value: "above", label: "above the limit" },
            { value: "below", label: "below the limit" },
          ]}
          value={metric.failWhen}
          onChange={(value) => onChange({ ...metric, failWhen: value === "below" ? "below" : "above" })}
          allowDeselect={false}
        />
        <NumberInput
          label="Limit"
          value={Number.isNaN(metric.limit) ? "" : metric.limit}
          error={at("limit")}
          hideControls
          onChange={(value) => onChange({ ...metric, limit: numberOf(value) })}
        />
        <NumberInput
          label="Samples in a row"
          value={Number.isNaN(metric.failuresInARow) ? "" : metric.failuresInARow}
          error={at("failuresInARow")}
          hideControls
          allowDecimal={false}
          min={1}
          onChange={(value) => onChange({ ...metric, failuresInARow: numberOf(value) })}
        />
        <Textarea
          className={classes.query}
          label="Query"
          description="{{canary}} and {{stable}} stand for the versions. It must answer exactly one value."
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--sb-font-mono)", fontSize: "0.8125rem" } }}
          value={metric.query}
          error={at("query")}
          onChange={(event) => onChange({ ...metric, query: event.currentTarget.value })}
        />
      </div>
    </div>
  );
}
