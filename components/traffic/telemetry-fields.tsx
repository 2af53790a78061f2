"use client";

import { ActionIcon, Button, Select, TagsInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { errorsUnder } from "@/components/forms/errors-under";
import { fetchSources, sourceKeys } from "@/lib/telemetry/queries";
import type { TargetConfig } from "@/lib/traffic/contract";
import type { TelemetryBinding } from "@/lib/traffic/target-contract";
import type { TargetSectionProps } from "./target-form";
import { fromLabels, toLabels } from "./target-values";
import { bindingName } from "./target-words";
import classes from "./targets.module.css";

const bindingsMax = 5;

/** The sources that observe a target, first the most trusted. */
export function TelemetryFields({ problem }: TargetSectionProps): ReactNode {
  const { form } = problem;
  const { telemetry, config } = form.values;
  const sources = useQuery({ queryKey: sourceKeys.list, queryFn: ({ signal }) => fetchSources(signal) });
  const choices = [
    ...(countsItself(config.kind) ? [{ value: "target", label: bindingName("target", config.kind) }] : []),
    ...(sources.data ?? []).map((source) => ({ value: source.slug, label: source.name })),
  ];
  const free = choices.find((choice) => !telemetry.some((binding) => binding.source === choice.value));
  const set = (next: TelemetryBinding[]): void => form.setFieldValue("telemetry", next);
  return (
    <div>
      {telemetry.map((binding, index) => (
        <div key={binding.source} className={classes.binding}>
          <div className={classes.bindingHead}>
            <Select
              label={`Source ${index + 1}`}
              allowDeselect={false}
              data={choices.filter(
                (choice) => choice.value === binding.source || !telemetry.some(({ source }) => source === choice.value),
              )}
              value={binding.source}
              error={errorsUnder(form.errors, `telemetry.${index}.source`)}
              onChange={(source) => source && set(telemetry.with(index, { ...binding, source }))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={`Trust source ${index + 1} more`}
              disabled={index === 0}
              onClick={() => set(movedUp(telemetry, index))}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={`Remove source ${index + 1}`}
              onClick={() => set(telemetry.toSpliced(index, 1))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
          {binding.source === "target" ? null : (
            <div className={classes.fieldPair}>
              {(["a", "b"] as const).map((slot) => (
                <TagsInput
                  key={slot}
                  label={`Labels of slot ${slot}`}
                  description="Such as slot=a. Empty where the version's label tells the slots apart."
                  value={fromLabels(binding.selectors[slot])}
                  error={errorsUnder(form.errors, `telemetry.${index}.selectors.${slot}`)}
                  onChange={(tokens) =>
                    set(
                      telemetry.with(index, {
                        ...binding,
                        selectors: { ...binding.selectors, [slot]: toLabels(tokens) },
                      }),
                    )
                  }
                />
              ))}
            </div>
          )}
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        disabled={!free || telemetry.length >= bindingsMax}
        onClick={() => free && set([...telemetry, { source: free.value, selectors: { a: {}, b: {} } }])}
      >
        Add a source
      </Button>
    </div>
  );
}

/** Only these data planes have counters that can be read. */
function countsItself(kind: TargetConfig["kind"]): boolean {
  return kind === "haproxy" || kind === "edge";
}

function movedUp(bindings: readonly TelemetryBinding[], index: number): TelemetryBinding[] {
  const one = bindings[index];
  const before = bindings[index - 1];
  return one && before ? bindings.with(index, before).with(index - 1, one) : [...bindings];
}
