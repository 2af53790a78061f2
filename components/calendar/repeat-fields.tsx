"use client";

import { Chip, Group, InputWrapper, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { repeatChoices, weekdayChoices } from "./repeat-values";
import type { WindowValues } from "./window-values";

/** Whether and how a window comes back. */
export function RepeatFields({ form }: Pick<ProblemForm<WindowValues>, "form">): ReactNode {
  const { repeat } = form.getValues();
  return (
    <>
      <Select label="Repeats" allowDeselect={false} data={[...repeatChoices]} {...form.getInputProps("repeat")} />
      {repeat === "WEEKLY" ? (
        <InputWrapper label="Begins on" description="The day of the first time when none is chosen.">
          <Chip.Group multiple {...form.getInputProps("weekdays")}>
            <Group gap="xs" mt="xs">
              {weekdayChoices.map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </InputWrapper>
      ) : null}
      {repeat === "custom" ? (
        <TextInput
          label="Rule (RFC 5545)"
          description="As FREQ=MONTHLY;BYDAY=-1FR for the last Friday of each month."
          maxLength={300}
          {...form.getInputProps("rule")}
        />
      ) : null}
      {repeat === "never" || repeat === "custom" ? null : (
        <TextInput
          type="date"
          label="Last day"
          description="Leave it empty for no end."
          {...form.getInputProps("untilDay")}
        />
      )}
    </>
  );
}
