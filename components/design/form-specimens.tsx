"use client";

import { Button, Checkbox, Group, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { ApiError } from "@/lib/platform/http/api-client";

interface SpecimenValues extends Record<string, unknown> {
  version: string;
  trafficPercent: number | string;
  strategy: string | null;
}

export function FormSpecimens(): ReactNode {
  const { form, generalReasons, isSubmitting, onSubmit } = useProblemForm<SpecimenValues>({
    initialValues: { version: "", trafficPercent: 101, strategy: "canary" },
    send: refuse,
  });
  return (
    <Panel title="A form">
      <form onSubmit={onSubmit} noValidate>
        <FormSection
          title="What ships"
          description="The server decides; its reasons come back beside the input they name."
        >
          <TextInput label="Version" placeholder="4.12.0" required {...form.getInputProps("version")} />
          <Select
            label="Strategy"
            data={[
              { value: "canary", label: "Canary" },
              { value: "blue_green", label: "Blue-green" },
            ]}
            {...form.getInputProps("strategy")}
          />
          <NumberInput
            label="First step"
            suffix=" %"
            description="Share of traffic."
            {...form.getInputProps("trafficPercent")}
          />
        </FormSection>
        <FormSection title="Safety">
          <Switch label="Take it back when blind" description="After 5 minutes without evidence." />
          <Checkbox label="Ask for approval before 50 %" />
          <ReasonList reasons={generalReasons} />
          <Group>
            <Button type="submit" loading={isSubmitting}>
              Start rollout
            </Button>
          </Group>
        </FormSection>
      </form>
    </Panel>
  );
}

async function refuse(): Promise<void> {
  throw new ApiError({
    code: "invalid_input",
    status: 400,
    title: "The request has fields that need correcting",
    detail: "Correct 2 fields.",
    reasons: [
      { code: "required", field: "version", message: "Name the version." },
      { code: "too_large", field: "trafficPercent", message: "101 is more than 100.", remedy: "Choose 0 to 100." },
      { code: "freeze", message: "Production is frozen.", remedy: "Ask for a waiver." },
    ],
    requestId: "01JD9Z4T6R8Q",
    current: undefined,
  });
}
