"use client";

import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { DurationInput } from "@/components/forms/duration-input";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import classes from "./plan-editor.module.css";
import type { PlanErrors } from "./plan-errors";

interface PlanDeadlinesProps {
  readonly plan: RolloutPlan;
  readonly onChange: (plan: RolloutPlan) => void;
  readonly errors: PlanErrors;
  readonly origin: Readonly<Record<string, string>>;
}

type DurationField = {
  [K in keyof RolloutPlan]: RolloutPlan[K] extends number ? K : never;
}[keyof RolloutPlan];

const fields: readonly { readonly name: DurationField; readonly label: string; readonly description: string }[] = [
  {
    name: "warmMs",
    label: "Watch",
    description: "The old version stays warm, the triggers armed.",
  },
  { name: "blindGraceMs", label: "Wait while blind", description: "The share is frozen while no numbers arrive." },
  {
    name: "inconclusiveGraceMs",
    label: "Wait for numbers",
    description: "Past the bake time, before it pauses for a person.",
  },
  { name: "pauseDeadlineMs", label: "Longest pause", description: "After it the rollout is taken back." },
  {
    name: "applyDeadlineMs",
    label: "Data plane must follow",
    description: "A share that is not shown by then is taken back.",
  },
  {
    name: "silenceMs",
    label: "Silence of all workers",
    description: "After it the data plane goes back to the safe split by itself.",
  },
  { name: "queueDeadlineMs", label: "Longest wait in the queue", description: "After it the rollout is cancelled." },
];

export function PlanDeadlines({ plan, onChange, errors, origin }: PlanDeadlinesProps): ReactNode {
  return (
    <div className={classes.deadlines}>
      {fields.map(({ name, label, description }) => (
        <DurationInput
          key={name}
          label={origin[name] === "service" ? `${label} (service override)` : label}
          description={description}
          valueMs={plan[name]}
          error={errors[name]}
          onChange={(valueMs) => onChange({ ...plan, [name]: valueMs })}
        />
      ))}
      <Select
        label="Still blind after that"
        description="No numbers is no failure of the version."
        data={[
          { value: "pause", label: "Pause for a person" },
          { value: "rollback", label: "Roll back" },
        ]}
        value={plan.onBlind}
        onChange={(value) => onChange({ ...plan, onBlind: value === "rollback" ? "rollback" : "pause" })}
        allowDeselect={false}
      />
      <Select
        label="When all workers are silent"
        description="Needs a data plane with a dead-man switch."
        data={[
          { value: "revert", label: "Back to the safe split" },
          { value: "hold", label: "Stay as it is" },
        ]}
        value={plan.onSilence}
        onChange={(value) => onChange({ ...plan, onSilence: value === "hold" ? "hold" : "revert" })}
        allowDeselect={false}
      />
    </div>
  );
}
