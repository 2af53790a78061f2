import { NumberInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { RolloutPlan, Step, TriggerOverrides } from "@/lib/rollouts/contract";
import classes from "./plan-editor.module.css";

interface StepLimitsProps {
  readonly id: string;
  readonly name: string;
  readonly step: Step;
  readonly plan: RolloutPlan;
  readonly onChange: (step: Step) => void;
}

/** Limits of one step only. An empty field follows the plan. */
export function StepLimits({ id, name, step, plan, onChange }: StepLimitsProps): ReactNode {
  const { errorRate, latency } = step.triggers ?? {};
  function set<K extends "errorRate" | "latency">(trigger: K, fields: NonNullable<TriggerOverrides[K]>): void {
    const merged = withoutUndefined({ ...step.triggers?.[trigger], ...fields });
    const { triggers: _before, ...rest } = step;
    const triggers = withoutUndefined({
      ...step.triggers,
      [trigger]: Object.keys(merged).length > 0 ? merged : undefined,
    });
    onChange(Object.keys(triggers).length > 0 ? { ...rest, triggers } : rest);
  }
  return (
    <div id={id} className={classes.limits}>
      <NumberInput
        label="Error rate above baseline"
        aria-label={`${name}: error rate above baseline in percentage points`}
        size="xs"
        suffix=" pp"
        min={0}
        max={100}
        hideControls
        placeholder={`${plan.triggers.errorRate.maxIncreasePp} pp`}
        value={errorRate?.maxIncreasePp ?? ""}
        onChange={(value) => set("errorRate", { maxIncreasePp: typeof value === "number" ? value : undefined })}
      />
      <NumberInput
        label="Latency above baseline"
        aria-label={`${name}: latency above baseline in milliseconds`}
        size="xs"
        suffix=" ms"
        min={0}
        hideControls
        placeholder={`${plan.triggers.latency.maxIncreaseMs} ms`}
        value={latency?.maxIncreaseMs ?? ""}
        onChange={(value) => set("latency", { maxIncreaseMs: typeof value === "number" ? value : undefined })}
      />
    </div>
  );
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
