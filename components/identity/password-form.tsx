"use client";

import { Button, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SecretInput } from "@/components/forms/secret-input";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { Done } from "@/lib/identity/contract";
import { passwordMinCharacters } from "@/lib/identity/domain/limits";
import { sessionKeys } from "@/lib/identity/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { FormProblems } from "./form-problems";
import classes from "./identity.module.css";
import { useHydrated } from "./use-hydrated";

export interface PasswordFormProps {
  /** For password managers, which store by name. */
  readonly email: string;
  readonly changePassword: ServerAction<{ readonly currentPassword: string; readonly newPassword: string }, Done>;
}

export function PasswordForm({ email, changePassword }: PasswordFormProps): ReactNode {
  const client = useQueryClient();
  // What is typed before the page can handle it would be lost.
  const isReady = useHydrated();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { currentPassword: "", newPassword: "" },
    async send(values) {
      await callAction(changePassword, values);
      form.reset();
      notifications.show({ message: "Your password was changed. Your other sessions have ended." });
      await client.invalidateQueries({ queryKey: sessionKeys.list });
    },
  });
  return (
    <form method="post" onSubmit={onSubmit} noValidate className={classes.form}>
      <Stack gap="sm">
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <SecretInput
          label="Present password"
          autoComplete="current-password"
          disabled={!isReady}
          {...form.getInputProps("currentPassword")}
        />
        <SecretInput
          label="New password"
          description={`At least ${passwordMinCharacters} characters. Four words that nobody expects together are good.`}
          autoComplete="new-password"
          disabled={!isReady}
          {...form.getInputProps("newPassword")}
        />
        <FormProblems reasons={generalReasons} failure={failure} />
        <div>
          <Button type="submit" variant="default" loading={isSubmitting} disabled={!isReady}>
            Change the password
          </Button>
        </div>
      </Stack>
    </form>
  );
}
