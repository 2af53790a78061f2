"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { z } from "zod";
import { SecretInput } from "@/components/forms/secret-input";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { RedeemSetupLinkInput } from "@/lib/identity/contract";
import { passwordMinCharacters } from "@/lib/identity/domain/limits";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { FormProblems } from "./form-problems";
import { useHydrated } from "./use-hydrated";

export interface SetupFormProps {
  readonly token: string;
  /** The first administrator says who they are; others are known. */
  readonly isFirst: boolean;
  readonly email: string | null;
  readonly redeem: ServerAction<z.input<typeof RedeemSetupLinkInput>, { readonly email: string }>;
}

/** Sets a password by one-time link; then on to signing in. */
export function SetupForm({ token, isFirst, email, redeem }: SetupFormProps): ReactNode {
  const isReady = useHydrated();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { name: "", email: email ?? "", password: "" },
    async send(values) {
      const who = isFirst ? { name: values.name, email: values.email } : {};
      await callAction(redeem, { token, password: values.password, ...who });
      window.location.assign("/sign-in?notice=password-set");
    },
  });
  return (
    <form method="post" onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        {isFirst ? (
          <TextInput
            label="Your name"
            autoComplete="name"
            required
            withAsterisk={false}
            {...form.getInputProps("name")}
          />
        ) : null}
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required={isFirst}
          withAsterisk={false}
          readOnly={!isFirst}
          {...form.getInputProps("email")}
        />
        <SecretInput
          label="Password"
          description={`At least ${passwordMinCharacters} characters. Four words that nobody expects together are good.`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          {...form.getInputProps("password")}
        />
        <FormProblems reasons={generalReasons} failure={failure} />
        <Button type="submit" fullWidth mt="xs" disabled={!isReady} loading={isSubmitting}>
          {isFirst ? "Create the administrator" : "Set the password"}
        </Button>
      </Stack>
    </form>
  );
}
