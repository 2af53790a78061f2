"use client";

import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import classes from "./clocks.module.css";
import { type DefinitionValues, newPause } from "./definition-values";

const maxReasons = 10;

/** For which reasons a clock may be paused, and for how long at most. */
export function PauseFields({ form }: Pick<ProblemForm<DefinitionValues>, "form">): ReactNode {
  const { pauses } = form.getValues().terms;
  return (
    <>
      {pauses.map((_, index) => (
        // Reasons are told apart by their place, as in the definition.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what names a reason
        <fieldset key={index} className={classes.fields}>
          <legend>Pause {index + 1}</legend>
          <div className={classes.pair}>
            <TextInput
              label="Because"
              required
              maxLength={80}
              {...form.getInputProps(`terms.pauses.${index}.reason`)}
            />
            <NumberInput
              label="Resumes after"
              required
              min={1}
              max={43_200}
              suffix=" minutes"
              {...form.getInputProps(`terms.pauses.${index}.capMinutes`)}
            />
          </div>
          <Checkbox
            label="Needs evidence"
            {...form.getInputProps(`terms.pauses.${index}.needsEvidence`, { type: "checkbox" })}
          />
          <div>
            <Button variant="subtle" size="xs" onClick={() => form.removeListItem("terms.pauses", index)}>
              Remove pause {index + 1}
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={pauses.length >= maxReasons}
          onClick={() => form.insertListItem("terms.pauses", { ...newPause(), reason: "" })}
        >
          Add a reason to pause
        </Button>
      </div>
      <NumberInput label="Pauses of one clock" required min={0} max={20} {...form.getInputProps("terms.maxPauses")} />
    </>
  );
}
