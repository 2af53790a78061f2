"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { SecretInput } from "@/components/forms/secret-input";
import { Divider, Notice } from "./auth-card";
import { signInProblem, signInWithPassword, startSingleSignOn } from "./sign-in-client";
import { useAdoptPreferences } from "./use-adopt-preferences";
import { useHydrated } from "./use-hydrated";

export interface SignInFormProps {
  /** A path of this site. */
  readonly callbackUrl: string;
  /** Code of a refusal that brought the browser here, for example from the identity provider. */
  readonly error: string | null;
  /** Absent button when null. */
  readonly singleSignOnName: string | null;
  /** Good news to begin with: "Your password is set." */
  readonly notice: string | null;
}

export function SignInForm({ callbackUrl, error, singleSignOnName, notice }: SignInFormProps): ReactNode {
  const [code, setCode] = useState(error);
  const [busy, setBusy] = useState<"password" | "single sign-on" | null>(null);
  const isReady = useHydrated();
  const adoptPreferences = useAdoptPreferences();

  async function leave(
    way: "password" | "single sign-on",
    attempt: ReturnType<typeof startSingleSignOn>,
  ): Promise<void> {
    setBusy(way);
    setCode(null);
    const answer = await attempt;
    if (!answer.ok) {
      setCode(answer.code);
      setBusy(null);
      return;
    }
    if (way === "password") await adoptPreferences();
    window.location.assign(answer.url);
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const email = String(fields.get("email") ?? "");
    const password = String(fields.get("password") ?? "");
    void leave("password", signInWithPassword({ email, password, callbackUrl }));
  }

  return (
    <Stack gap="md">
      {code ? <Notice tone="bad">{signInProblem(code)}</Notice> : null}
      {notice && !code ? <Notice tone="good">{notice}</Notice> : null}
      {/* The method keeps what was typed out of the address, should the form be sent before its script runs. */}
      <form method="post" action="/api/auth/callback/credentials" onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            name="email"
            type="email"
            label="E-mail address"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
          />
          <SecretInput name="password" label="Password" autoComplete="current-password" required withAsterisk={false} />
          <Button type="submit" fullWidth mt="xs" disabled={!isReady} loading={busy === "password"}>
            Sign in
          </Button>
        </Stack>
      </form>
      {singleSignOnName ? (
        <>
          <Divider>or</Divider>
          <Button
            variant="default"
            fullWidth
            disabled={!isReady}
            loading={busy === "single sign-on"}
            onClick={() => void leave("single sign-on", startSingleSignOn(callbackUrl))}
          >
            {`Continue with ${singleSignOnName}`}
          </Button>
        </>
      ) : null}
    </Stack>
  );
}
