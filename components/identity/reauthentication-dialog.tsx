"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { SecretInput } from "@/components/forms/secret-input";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { callAction } from "@/lib/platform/http/action-client";
import { FormProblems } from "./form-problems";
import type { Reauthenticate } from "./use-reauthentication";

export interface ReauthenticationDialogProps {
  readonly isOpen: boolean;
  readonly reauthenticate: Reauthenticate;
  readonly onClose: (isConfirmed: boolean) => void;
}

export function ReauthenticationDialog({ isOpen, reauthenticate, onClose }: ReauthenticationDialogProps): ReactNode {
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { password: "" },
    async send({ password }) {
      await callAction(reauthenticate, { password });
      form.reset();
      onClose(true);
    },
  });
  return (
    <Dialog isOpen={isOpen} onClose={() => onClose(false)} title="Confirm that it is you">
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="md">
          <Text c="dimmed" size="sm">
            This gives power away, and your password was last given a while ago.
          </Text>
          <SecretInput
            data-autofocus
            label="Password"
            autoComplete="current-password"
            {...form.getInputProps("password")}
          />
          <FormProblems reasons={generalReasons} failure={failure} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => onClose(false)}>
              Cancel
            </Button>
            <Button type="submit" loading={isSubmitting}>
              Confirm
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
