"use client";

import { Input, NumberInput, Select } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import classes from "./duration-input.module.css";
import { type DurationUnit, durationUnits, msPerUnit, unitOf } from "./duration-parts";

export interface DurationInputProps {
  readonly label: string;
  readonly description?: ReactNode;
  /** Only for screen readers, where a column's head names the field. */
  readonly isLabelHidden?: boolean;
  /** Milliseconds; NaN while the field is empty. */
  readonly valueMs: number;
  readonly onChange: (valueMs: number) => void;
  readonly error?: ReactNode;
  readonly isDisabled?: boolean;
}

/** A length of time as a number and its unit. The value stays milliseconds. */
export function DurationInput(props: DurationInputProps): ReactNode {
  const { label, description, isLabelHidden = false, valueMs, onChange, error, isDisabled = false } = props;
  const [unit, setUnit] = useState<DurationUnit>(() => unitOf(valueMs));
  const id = useId();
  const count = Number.isNaN(valueMs) ? "" : valueMs / msPerUnit(unit);
  return (
    <Input.Wrapper
      id={id}
      label={isLabelHidden ? undefined : label}
      description={description}
      error={error}
      className={classes.wrapper}
    >
      <div className={classes.row}>
        <NumberInput
          id={id}
          className={classes.count}
          aria-label={isLabelHidden ? label : undefined}
          min={0}
          decimalScale={3}
          hideControls
          error={Boolean(error)}
          disabled={isDisabled}
          value={count}
          onChange={(next) => onChange(typeof next === "number" ? Math.round(next * msPerUnit(unit)) : Number.NaN)}
        />
        <Select
          className={classes.unit}
          aria-label={`Unit of ${label.toLowerCase()}`}
          allowDeselect={false}
          disabled={isDisabled}
          data={durationUnits.map((entry) => ({ value: entry.unit, label: entry.label }))}
          value={unit}
          onChange={(next) => {
            if (next === null) return;
            const chosen = next as DurationUnit;
            setUnit(chosen);
            if (!Number.isNaN(valueMs)) onChange(Math.round((valueMs / msPerUnit(unit)) * msPerUnit(chosen)));
          }}
          withCheckIcon={false}
        />
      </div>
    </Input.Wrapper>
  );
}
