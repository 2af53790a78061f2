/** The browser's side of signing in: next-auth's routes, called directly. Client-safe. */

const words: Readonly<Record<string, string>> = {
  wrong_credentials: "The e-mail address or the password is not right.",
  too_many_requests: "Too many attempts failed. Wait 15 minutes, then try again.",
  unavailable: "Signing in is not possible for a moment. Try again shortly.",
  account_exists:
    "There is an account with your e-mail address already. Sign in to it the way you did before, or ask an administrator.",
  disabled: "This account is disabled. Ask an administrator.",
  OAuthSignin: "The identity provider could not be reached. Try again shortly.",
  OAuthCallback: "The identity provider's answer did not hold. Try again; if it stays, ask an administrator.",
  Callback: "The identity provider's answer did not hold. Try again; if it stays, ask an administrator.",
};

/** A refusal's code in words that help. */
export function signInProblem(code: string): string {
  return words[code] ?? "Signing in did not work. Try again.";
}

export type SignInAnswer = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly code: string };

async function post(path: string, fields: Readonly<Record<string, string>>): Promise<SignInAnswer> {
  try {
    const csrf = (await (await fetch("/api/auth/csrf", { cache: "no-store" })).json()) as { csrfToken: string };
    const response = await fetch(`/api/auth/${path}`, {
      method: "POST",
      body: new URLSearchParams({ ...fields, csrfToken: csrf.csrfToken, json: "true" }),
    });
    const { url } = (await response.json()) as { url?: string };
    const code = url ? new URL(url, window.location.href).searchParams.get("error") : null;
    if (response.ok && url && code === null) return { ok: true, url };
    return { ok: false, code: code ?? "failed" };
  } catch {
    return { ok: false, code: "unavailable" };
  }
}

/** Sign in with a password; a success says where to go. */
export function signInWithPassword(fields: {
  readonly email: string;
  readonly password: string;
  readonly callbackUrl: string;
}): Promise<SignInAnswer> {
  return post("callback/credentials", fields);
}

/** Ask where the identity provider's sign-in page is. */
export function startSingleSignOn(callbackUrl: string): Promise<SignInAnswer> {
  return post("signin/oidc", { callbackUrl });
}
