"use client";

import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "./reason-list";
import type { ProblemForm } from "./use-problem-form";

export interface DialogFormProps {
  readonly problem: Omit<ProblemForm<never>, "form">;
  /** What fails when it fails: "save the route". */
  readonly doing: string;
  /** Verb and object: "Create route". */
  readonly submitLabel: ReactNode;
  readonly onClose: () => void;
  readonly isSubmitDisabled?: boolean;
  readonly children: ReactNode;
}

/** The body of a dialog that asks: its fields, what the server refused, and two buttons. */
export function DialogForm(props: DialogFormProps): ReactNode {
  const { problem, doing, submitLabel, onClose, isSubmitDisabled = false, children } = props;
  const { generalReasons, failure, isSubmitting, onSubmit } = problem;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {children}
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing={doing} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting} disabled={isSubmitDisabled}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
