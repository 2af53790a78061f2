"use client";

import { ActionIcon, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import type { CheckValues } from "./check-values";
import classes from "./synthetics.module.css";

export interface StepFieldsProps {
  readonly form: ProblemForm<CheckValues>["form"];
  readonly index: number;
  /** Null for the only step. */
  readonly onRemove: (() => void) | null;
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const bodies = [
  { value: "none", label: "None" },
  { value: "json", label: "JSON" },
  { value: "form", label: "Form fields" },
  { value: "text", label: "Plain text" },
];

/** One request of a journey, what must be true of its answer, and what is taken from it. */
export function StepFields({ form, index, onRemove }: StepFieldsProps): ReactNode {
  const at = (field: string) => form.getInputProps(`journey.steps.${index}.${field}`);
  const step = form.getValues().journey.steps[index];
  const title = `Step ${index + 1}`;
  return (
    <fieldset className={classes.step} aria-label={title}>
      <div className={classes.stepHead}>
        {title}
        {onRemove ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={`Remove step ${index + 1}`}
            onClick={onRemove}
          >
            <IconTrash size={14} />
          </ActionIcon>
        ) : null}
      </div>
      <div className={classes.pair}>
        <TextInput label="Name of the step" required maxLength={80} {...at("name")} />
        <Select label="Method" data={methods} allowDeselect={false} {...at("method")} />
      </div>
      <TextInput
        label="Address"
        required
        description="Values of earlier steps as {{name}}, after the host"
        placeholder="https://shop.example/cart/{{cart}}"
        {...at("url")}
      />
      <div className={classes.pair}>
        <Textarea
          label="Must be true"
          autosize
          minRows={2}
          description="One a line: status 200 · json $.state equals ready · header X contains y · body lacks error · time 500"
          {...at("assertionLines")}
        />
        <Textarea
          label="Taken from the answer"
          autosize
          minRows={2}
          description="One a line: cart = json $.id · token = header X-Token · id = body order/(\d+)"
          {...at("takingLines")}
        />
      </div>
      <div className={classes.pair}>
        <Textarea
          label="Headers"
          autosize
          minRows={1}
          description="One a line: Accept: application/json"
          {...at("headerLines")}
        />
        <NumberInput label="Answered within (ms)" min={100} max={30_000} allowDecimal={false} {...at("deadlineMs")} />
      </div>
      {step?.method === "GET" || step?.method === "HEAD" ? null : (
        <div className={classes.pair}>
          <Select label="Body" data={bodies} allowDeselect={false} {...at("bodyAs")} />
          {step?.bodyAs === "none" ? null : (
            <Textarea label="Content of the body" autosize minRows={2} {...at("bodyText")} />
          )}
        </div>
      )}
    </fieldset>
  );
}
