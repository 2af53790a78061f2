"use client";

import { Button, Checkbox, Group, NumberInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import type { TargetStep } from "@/lib/slos/step-plan-contract";
import classes from "./slos.module.css";
import { emptyStep, type StepPlanValues, stepsOf, stepValuesOf } from "./step-plan-values";

export interface StepPlanDialogProps {
  readonly objective: ObjectiveDetail;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly setPlan: ServerAction<
    {
      readonly slug: string;
      readonly version: number;
      readonly steps: TargetStep[];
      readonly reason: string;
    },
    { readonly stepPlan: ObjectiveDetail["stepPlan"] }
  >;
}

/** Plan steps from the target as it is now; without any the plan ends. */
export function StepPlanDialog(props: StepPlanDialogProps): ReactNode {
  const { objective, isOpen, onClose } = props;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Steps of ${objective.name}`} size="lg">
      {isOpen ? <PlanForm {...props} /> : null}
    </Dialog>
  );
}

function PlanForm({ objective, onClose, setPlan }: StepPlanDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const { slug, stepPlan, definition } = objective;
  // Steps that were taken are the past: a new plan begins at the present target.
  const ahead = stepPlan?.steps.filter(({ state }) => state !== "taken") ?? [];
  const problem = useProblemForm<StepPlanValues>({
    initialValues: { steps: ahead.length > 0 ? ahead.map(stepValuesOf) : [emptyStep], reason: "" },
    send: async ({ steps, reason }) => {
      await callAction(setPlan, { slug, version: stepPlan?.version ?? 0, steps: stepsOf(steps), reason });
      await queryClient.invalidateQueries({ queryKey: ["objective"] });
      onClose();
    },
  });
  const { form } = problem;
  const { steps } = form.values;
  return (
    <DialogForm
      problem={problem}
      doing="save the plan"
      submitLabel={steps.length === 0 ? "End the plan" : "Save the plan"}
      onClose={onClose}
    >
      <p className={classes.rule}>
        It begins at {definition.targetPercent} %. Each step takes at most half of what may go wrong, waits for its
        criteria, and none can be skipped. The last one is the goal.
      </p>
      {steps.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the plan.
        <StepFields key={index} form={form} index={index} />
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          disabled={steps.length >= 12}
          onClick={() => form.insertListItem("steps", emptyStep)}
        >
          Add a step
        </Button>
      </Group>
      {steps.length === 0 ? <p className={classes.rule}>Without a step the plan ends.</p> : null}
      <Textarea label="Reason" required autosize {...form.getInputProps("reason")} />
    </DialogForm>
  );
}

interface StepFieldsProps extends Pick<ProblemForm<StepPlanValues>, "form"> {
  readonly index: number;
}

function StepFields({ form, index }: StepFieldsProps): ReactNode {
  const at = `steps.${index}`;
  return (
    <fieldset className={classes.preview}>
      <legend>Step {index + 1}</legend>
      <Stack gap="xs">
        <div className={classes.pair}>
          <TextInput
            data-autofocus={index === 0 || undefined}
            label="Target"
            required
            rightSection="%"
            {...form.getInputProps(`${at}.targetPercent`)}
          />
          <TextInput label="Not before" required type="date" {...form.getInputProps(`${at}.from`)} />
        </div>
        <TextInput
          label="What is possible by then"
          required
          description="The capability that carries this step, such as rollbacks by themselves"
          {...form.getInputProps(`${at}.capability`)}
        />
        <div className={classes.pair}>
          <NumberInput
            label="Periods met in a row"
            required
            min={1}
            max={12}
            {...form.getInputProps(`${at}.criteria.periodsMet`)}
          />
          <NumberInput
            label="Days without a page"
            min={0}
            max={90}
            {...form.getInputProps(`${at}.criteria.quietDays`)}
          />
        </div>
        <Checkbox
          label="Those periods reached this target already"
          {...form.getInputProps(`${at}.criteria.atNextTarget`, { type: "checkbox" })}
        />
        <Checkbox
          label="Product, operations and security have signed the target before"
          {...form.getInputProps(`${at}.criteria.isSigned`, { type: "checkbox" })}
        />
        <Group justify="flex-end">
          <Button variant="subtle" size="xs" onClick={() => form.removeListItem("steps", index)}>
            Remove step {index + 1}
          </Button>
        </Group>
      </Stack>
    </fieldset>
  );
}
