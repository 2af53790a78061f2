import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AuthCard, Notice } from "@/components/identity/auth-card";
import { SignInForm } from "@/components/identity/sign-in-form";
import { safeRedirectPath } from "@/lib/identity/domain/redirect-target";
import { readSignInFacts } from "@/lib/identity/use-cases/read-sign-in-facts";
import { currentRuntime } from "@/lib/platform/runtime";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const one = (value: string | string[] | undefined): string | null => (typeof value === "string" ? value : null);

const originOf = (url: string | undefined): string | undefined => (url ? new URL(url).origin : undefined);

export default async function SignInPage({ searchParams }: SignInPageProps): Promise<ReactNode> {
  const params = await searchParams;
  const runtime = currentRuntime();
  const callbackUrl = safeRedirectPath(one(params.callbackUrl), originOf(runtime.config.SIGNALBOX_URL));
  const actor = await runtime.authenticate(new Headers(await headers()));
  if (actor?.kind === "user") redirect(callbackUrl);
  const facts = await readSignInFacts(runtime);
  return (
    <AuthCard title="Sign in" lead="Ship gradually, and know why it stopped.">
      {facts.isFresh ? (
        <Notice>
          Nobody can sign in yet. Open the one-time link that stands in the log and in <code>setup-link.txt</code> in
          the data directory; it makes the first administrator.
        </Notice>
      ) : (
        <SignInForm
          callbackUrl={callbackUrl}
          error={one(params.error)}
          notice={params.notice === "password-set" ? "Your password is set. Sign in with it." : null}
          singleSignOnName={facts.singleSignOnName}
        />
      )}
      {runtime.config.SIGNALBOX_DEMO ? (
        <Notice>
          This is the demonstration. <code>npm start</code> has printed who can sign in, one person for each role; the
          same stands in <code>sign-in.txt</code> in the data directory.
        </Notice>
      ) : null}
    </AuthCard>
  );
}
