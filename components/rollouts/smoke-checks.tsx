"use client";

import { ActionIcon, Button, NumberInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { SmokeCheck } from "@/lib/rollouts/contract";
import classes from "./plan-editor.module.css";
import type { PlanErrors } from "./plan-errors";
import { numberOf } from "./plan-steps";

interface SmokeChecksProps {
  readonly checks: readonly SmokeCheck[];
  readonly onChange: (checks: SmokeCheck[]) => void;
  readonly errors: PlanErrors;
}

const checksMax = 10;

/** Requests that the new version must answer as expected before it gets any traffic. */
export function SmokeChecks({ checks, onChange, errors }: SmokeChecksProps): ReactNode {
  function add(): void {
    const made = { id: freeId(checks), path: "/", expectStatus: 200, bodyContains: "", timeoutMs: 2_000 };
    onChange([...checks, made]);
  }
  return (
    <div className={classes.trigger}>
      {checks.map((check, index) => (
        <CheckFields
          // biome-ignore lint/suspicious/noArrayIndexKey: its name is being edited, and rows do not move.
          key={index}
          check={check}
          index={index}
          errors={errors}
          onChange={(next) => onChange(checks.with(index, next))}
          onRemove={() => onChange(checks.toSpliced(index, 1))}
        />
      ))}
      <div className={classes.stepEnd}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={checks.length >= checksMax}
          onClick={add}
        >
          Add a smoke check
        </Button>
      </div>
    </div>
  );
}

function freeId(checks: readonly SmokeCheck[]): string {
  const taken = new Set(checks.map((check) => check.id));
  let n = checks.length + 1;
  while (taken.has(`smoke-${n}`)) n += 1;
  return `smoke-${n}`;
}

interface CheckFieldsProps {
  readonly check: SmokeCheck;
  readonly index: number;
  readonly errors: PlanErrors;
  readonly onChange: (check: SmokeCheck) => void;
  readonly onRemove: () => void;
}

function CheckFields({ check, index, errors, onChange, onRemove }: CheckFieldsProps): ReactNode {
  const at = (field: string): string | undefined => errors[`smokeChecks.${index}.${field}`];
  return (
    <div className={classes.trigger}>
      <div className={classes.metricHead}>
        Smoke check {check.id}
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={`Remove ${check.id}`} onClick={onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      </div>
      <div className={classes.triggerFields}>
        <TextInput
          label="Name of the check"
          value={check.id}
          error={at("id")}
          onChange={(event) => onChange({ ...check, id: event.currentTarget.value })}
        />
        <TextInput
          label="Path"
          value={check.path}
          error={at("path")}
          onChange={(event) => onChange({ ...check, path: event.currentTarget.value })}
        />
        <NumberInput
          label="Expected status"
          value={Number.isNaN(check.expectStatus) ? "" : check.expectStatus}
          error={at("expectStatus")}
          hideControls
          allowDecimal={false}
          onChange={(value) => onChange({ ...check, expectStatus: numberOf(value) })}
        />
        <TextInput
          label="Answer contains"
          value={check.bodyContains}
          error={at("bodyContains")}
          placeholder="anything"
          onChange={(event) => onChange({ ...check, bodyContains: event.currentTarget.value })}
        />
        <NumberInput
          label="Timeout in ms"
          value={Number.isNaN(check.timeoutMs) ? "" : check.timeoutMs}
          error={at("timeoutMs")}
          hideControls
          allowDecimal={false}
          onChange={(value) => onChange({ ...check, timeoutMs: numberOf(value) })}
        />
      </div>
    </div>
  );
}
