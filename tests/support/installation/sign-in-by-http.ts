interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly userAgent?: string;
}

/** Sign in as the form does, with this browser's name; answers the cookies of the new session by name. */
export async function sessionByHttp(baseUrl: string, given: Credentials): Promise<ReadonlyMap<string, string>> {
  const { email, password, userAgent = "node" } = given;
  const cookies = new Map<string, string>();
  const keep = (answer: Response): void => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
  };
  const csrf = await fetch(`${baseUrl}/api/auth/csrf`);
  keep(csrf);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${baseUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: headerOf(cookies), "sec-fetch-site": "same-origin", "user-agent": userAgent },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`);
  keep(answer);
  return cookies;
}

/** `sessionByHttp` as a Cookie header. */
export async function signInByHttp({ baseUrl }: { readonly baseUrl: string }, given: Credentials): Promise<string> {
  return headerOf(await sessionByHttp(baseUrl, given));
}

const headerOf = (cookies: ReadonlyMap<string, string>): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
