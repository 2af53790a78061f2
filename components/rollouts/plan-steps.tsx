"use client";

import { ActionIcon, Button, Checkbox, NumberInput, Tooltip } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { DurationInput } from "@/components/forms/duration-input";
import type { RolloutPlan, Step } from "@/lib/rollouts/contract";
import classes from "./plan-editor.module.css";
import type { PlanErrors } from "./plan-errors";
import { StepLimits } from "./step-limits";

interface PlanStepsProps {
  readonly plan: RolloutPlan;
  readonly onChange: (steps: Step[]) => void;
  readonly errors: PlanErrors;
}

const stepsMax = 20;

/** The steps as rows. They move by buttons, so that the keyboard is enough; the focus stays with the step that moved. */
export function PlanSteps({ plan, onChange, errors }: PlanStepsProps): ReactNode {
  const { steps } = plan;
  const list = useRef<HTMLOListElement>(null);
  // Rows keep their identity while they move, so that inputs do not lose what was typed.
  const [keys, setKeys] = useState<readonly number[]>(() => steps.map((_step, index) => index));
  const nextKey = useRef(steps.length);
  const rowKeys = steps.length === keys.length ? keys : steps.map((_step, index) => index + 1_000);

  function move(index: number, by: -1 | 1): void {
    onChange(swapped(steps, index, index + by));
    setKeys(swapped(rowKeys, index, index + by));
    const name = by === -1 ? "up" : "down";
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>(`[data-move="${name}"]`)[index + by]?.focus(),
    );
  }

  function add(): void {
    const last = steps.at(-1);
    const before = steps.at(-2)?.trafficPercent ?? 0;
    const share = last ? Math.round((before + last.trafficPercent) / 2) : 100;
    const made: Step = { trafficPercent: share, bakeMs: last?.bakeMs ?? 300_000, approval: false, minRequests: 50 };
    nextKey.current += 1;
    const place = Math.max(0, steps.length - 1);
    onChange(steps.toSpliced(place, 0, made));
    setKeys(rowKeys.toSpliced(place, 0, nextKey.current));
  }

  function remove(index: number): void {
    onChange(steps.toSpliced(index, 1));
    setKeys(rowKeys.toSpliced(index, 1));
  }

  return (
    <div>
      <div className={classes.head} aria-hidden="true">
        <span />
        <span>Traffic</span>
        <span>Bake time</span>
        <span>Min. requests</span>
        <span>Then</span>
        <span />
      </div>
      <ol className={classes.steps} ref={list}>
        {steps.map((step, index) => (
          <StepRow
            key={rowKeys[index]}
            step={step}
            index={index}
            count={steps.length}
            plan={plan}
            errors={errors}
            onChange={(next) => onChange(steps.with(index, next))}
            onMove={(by) => move(index, by)}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      {errors.steps ? <p className={classes.problem}>{errors.steps}</p> : null}
      <div className={classes.stepEnd}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={steps.length >= stepsMax}
          onClick={add}
        >
          Add a step
        </Button>
      </div>
    </div>
  );
}

function swapped<T>(items: readonly T[], one: number, other: number): T[] {
  const first = items[one];
  const second = items[other];
  if (first === undefined || second === undefined) return [...items];
  return items.with(one, second).with(other, first);
}

interface StepRowProps {
  readonly step: Step;
  readonly index: number;
  readonly count: number;
  readonly plan: RolloutPlan;
  readonly errors: PlanErrors;
  readonly onChange: (step: Step) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function StepRow({ step, index, count, plan, errors, onChange, onMove, onRemove }: StepRowProps): ReactNode {
  const name = `Step ${index + 1}`;
  const at = (field: string): string | undefined => errors[`steps.${index}.${field}`];
  const [hasLimits, setHasLimits] = useState(step.triggers !== undefined);
  const limitsId = useId();
  return (
    <li className={classes.step}>
      <span className={classes.number}>{index + 1}</span>
      <NumberInput
        aria-label={`${name}: traffic in percent`}
        suffix=" %"
        min={0}
        max={100}
        decimalScale={2}
        hideControls
        clampBehavior="none"
        value={Number.isNaN(step.trafficPercent) ? "" : step.trafficPercent}
        error={at("trafficPercent")}
        onChange={(value) => onChange({ ...step, trafficPercent: numberOf(value) })}
      />
      <DurationInput
        label={`${name}: bake time`}
        isLabelHidden
        valueMs={step.bakeMs}
        error={at("bakeMs")}
        onChange={(bakeMs) => onChange({ ...step, bakeMs })}
      />
      <NumberInput
        aria-label={`${name}: requests of the new version that a pass needs`}
        min={0}
        hideControls
        allowDecimal={false}
        value={Number.isNaN(step.minRequests) ? "" : step.minRequests}
        error={at("minRequests")}
        onChange={(value) => onChange({ ...step, minRequests: numberOf(value) })}
      />
      <Checkbox
        className={classes.check}
        label="Approval"
        aria-label={`${name}: a person must approve before the next step`}
        checked={step.approval}
        error={at("approval")}
        onChange={(event) => onChange({ ...step, approval: event.currentTarget.checked })}
      />
      <div className={classes.buttons}>
        <StepButton
          label={`${name}: own limits`}
          icon={<IconAdjustmentsHorizontal size={14} />}
          isPressed={hasLimits}
          controls={limitsId}
          onClick={() => setHasLimits(!hasLimits)}
        />
        <StepButton
          label={`Move step ${index + 1} up`}
          icon={<IconArrowUp size={14} />}
          isDisabled={index === 0}
          onClick={() => onMove(-1)}
          move="up"
        />
        <StepButton
          label={`Move step ${index + 1} down`}
          icon={<IconArrowDown size={14} />}
          isDisabled={index === count - 1}
          onClick={() => onMove(1)}
          move="down"
        />
        <StepButton
          label={`Remove step ${index + 1}`}
          icon={<IconTrash size={14} />}
          isDisabled={count === 1}
          onClick={onRemove}
        />
      </div>
      {hasLimits ? <StepLimits id={limitsId} name={name} step={step} plan={plan} onChange={onChange} /> : null}
      {at("triggers") ? <p className={classes.problem}>{at("triggers")}</p> : null}
    </li>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onClick: () => void;
  readonly isDisabled?: boolean;
  readonly isPressed?: boolean;
  readonly controls?: string;
  readonly move?: "up" | "down";
}

function StepButton({
  label,
  icon,
  onClick,
  isDisabled = false,
  isPressed,
  controls,
  move,
}: StepButtonProps): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={isPressed ? "light" : "subtle"}
        color="gray"
        size={24}
        aria-label={label}
        aria-expanded={isPressed}
        aria-controls={isPressed ? controls : undefined}
        disabled={isDisabled}
        data-move={move}
        onClick={onClick}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** An empty field is not zero: NaN is refused with words. */
export function numberOf(value: string | number): number {
  return typeof value === "number" ? value : Number.NaN;
}
