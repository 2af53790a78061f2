"use client";

import { NumberInput, Select, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { DurationInput } from "@/components/forms/duration-input";
import type { Triggers } from "@/lib/rollouts/contract";
import { CustomMetrics } from "./custom-metrics";
import classes from "./plan-editor.module.css";
import type { PlanErrors } from "./plan-errors";
import { OriginMark } from "./plan-facts";
import { numberOf } from "./plan-steps";

interface PlanTriggersProps {
  readonly triggers: Triggers;
  readonly onChange: (triggers: Triggers) => void;
  readonly errors: PlanErrors;
  readonly origin: Readonly<Record<string, string>>;
}

const judges = [
  { value: "sequential", label: "Sequential test" },
  { value: "threshold", label: "Plain threshold" },
];

/** What takes the new version out, trigger by trigger. */
export function PlanTriggers({ triggers, onChange, errors, origin }: PlanTriggersProps): ReactNode {
  const { errorRate, latency, health, burnRate } = triggers;
  const set = <K extends Exclude<keyof Triggers, "metrics">>(name: K, fields: Partial<Triggers[K]>): void =>
    onChange({ ...triggers, [name]: { ...triggers[name], ...fields } });
  const field = (path: string) => ({ error: errors[`triggers.${path}`], origin: origin[`triggers.${path}`] });
  return (
    <div>
      <TriggerBlock
        title="Error rate above baseline"
        isOn={errorRate.enabled}
        onSwitch={(enabled) => set("errorRate", { enabled })}
      >
        <NumberField
          label="At most above baseline"
          suffix=" pp"
          value={errorRate.maxIncreasePp}
          onChange={(maxIncreasePp) => set("errorRate", { maxIncreasePp })}
          {...field("errorRate.maxIncreasePp")}
        />
        <JudgeField
          value={errorRate.judge}
          onChange={(judge) => set("errorRate", { judge })}
          {...field("errorRate.judge")}
        />
        <NumberField
          label="Requests for a pass"
          value={errorRate.minRequests}
          onChange={(minRequests) => set("errorRate", { minRequests })}
          {...field("errorRate.minRequests")}
        />
      </TriggerBlock>
      <TriggerBlock
        title="Latency above baseline"
        isOn={latency.enabled}
        onSwitch={(enabled) => set("latency", { enabled })}
      >
        <NumberField
          label="Percentile"
          value={Math.round(latency.quantile * 100_000) / 1_000}
          onChange={(percentile) => set("latency", { quantile: percentile / 100 })}
          {...field("latency.quantile")}
        />
        <NumberField
          label="At most above baseline"
          suffix=" ms"
          value={latency.maxIncreaseMs}
          onChange={(maxIncreaseMs) => set("latency", { maxIncreaseMs })}
          {...field("latency.maxIncreaseMs")}
        />
        <JudgeField value={latency.judge} onChange={(judge) => set("latency", { judge })} {...field("latency.judge")} />
        <NumberField
          label="Requests for a pass"
          value={latency.minRequests}
          onChange={(minRequests) => set("latency", { minRequests })}
          {...field("latency.minRequests")}
        />
      </TriggerBlock>
      <TriggerBlock title="Health checks" isOn={health.enabled} onSwitch={(enabled) => set("health", { enabled })}>
        <DurationInput
          label="First healthy answer within"
          valueMs={health.withinMs}
          onChange={(withinMs) => set("health", { withinMs })}
          error={errors["triggers.health.withinMs"]}
        />
        <NumberField
          label="Failed in a row"
          value={health.failuresInARow}
          onChange={(failuresInARow) => set("health", { failuresInARow })}
          {...field("health.failuresInARow")}
        />
      </TriggerBlock>
      <TriggerBlock
        title="Error-budget burn"
        isOn={burnRate.enabled}
        onSwitch={(enabled) => set("burnRate", { enabled })}
      >
        <Switch
          label="From the service's own objective"
          description="Where it has none, the numbers below count."
          checked={burnRate.isFromObjective === true}
          onChange={(event) => set("burnRate", { isFromObjective: event.currentTarget.checked })}
        />
        <NumberField
          label="Objective"
          suffix=" %"
          value={burnRate.objectivePercent}
          onChange={(objectivePercent) => set("burnRate", { objectivePercent })}
          {...field("burnRate.objectivePercent")}
        />
        <NumberField
          label="At most this many times too fast"
          value={burnRate.maxBurnRate}
          onChange={(maxBurnRate) => set("burnRate", { maxBurnRate })}
          {...field("burnRate.maxBurnRate")}
        />
        <NumberField
          label="Requests for a pass"
          value={burnRate.minRequests}
          onChange={(minRequests) => set("burnRate", { minRequests })}
          {...field("burnRate.minRequests")}
        />
      </TriggerBlock>
      <CustomMetrics
        metrics={triggers.metrics}
        onChange={(metrics) => onChange({ ...triggers, metrics })}
        errors={errors}
      />
    </div>
  );
}

interface TriggerBlockProps {
  readonly title: string;
  readonly isOn: boolean;
  readonly onSwitch: (isOn: boolean) => void;
  readonly children: ReactNode;
}

function TriggerBlock({ title, isOn, onSwitch, children }: TriggerBlockProps): ReactNode {
  return (
    <div className={classes.trigger}>
      <Switch label={title} checked={isOn} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      {isOn ? <div className={classes.triggerFields}>{children}</div> : null}
    </div>
  );
}

interface FieldProps {
  readonly error: string | undefined;
  readonly origin: string | undefined;
}

interface NumberFieldProps extends FieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly suffix?: string;
}

function NumberField({ label, value, onChange, suffix, error, origin }: NumberFieldProps): ReactNode {
  return (
    <NumberInput
      label={<Label text={label} origin={origin} />}
      value={Number.isNaN(value) ? "" : value}
      onChange={(next) => onChange(numberOf(next))}
      error={error}
      hideControls
      min={0}
      {...(suffix ? { suffix } : {})}
    />
  );
}

interface JudgeFieldProps extends FieldProps {
  readonly value: Triggers["errorRate"]["judge"];
  readonly onChange: (judge: Triggers["errorRate"]["judge"]) => void;
}

function JudgeField({ value, onChange, error, origin }: JudgeFieldProps): ReactNode {
  return (
    <Select
      label={<Label text="Judge" origin={origin} />}
      data={judges}
      value={value}
      onChange={(next) => onChange(next === "threshold" ? "threshold" : "sequential")}
      allowDeselect={false}
      error={error}
    />
  );
}

function Label({ text, origin }: { readonly text: string; readonly origin: string | undefined }): ReactNode {
  return (
    <span className={classes.label}>
      {text} <OriginMark origin={origin} />
    </span>
  );
}
