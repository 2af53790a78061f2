import { readFileSync } from "node:fs";
import type { Role } from "@/lib/platform/auth/permissions";
import { statePath } from "@/tests/support/installation/residents";
import type { World } from "@/tests/support/installation/world";

/** Cookie header of somebody who signed in through the form. */
export function cookieOf(world: World, role: Role): string {
  const state = JSON.parse(readFileSync(statePath(world.stateDirectory, role), "utf8")) as {
    cookies: { name: string; value: string }[];
  };
  return state.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** A plain request that follows no redirect. */
export function ask(
  world: World,
  path: string,
  headers: Record<string, string> = {},
  init: RequestInit = {},
): Promise<Response> {
  return fetch(world.baseUrl + path, { redirect: "manual", ...init, headers });
}

/** A page as the router of the browser asks for it: the framework leads to the address that its cache knows. */
export async function askFlight(world: World, path: string, headers: Record<string, string>): Promise<Response> {
  const sent = { ...headers, rsc: "1" };
  const first = await ask(world, path, sent);
  const location = first.headers.get("location");
  return location === null ? first : ask(world, location, sent);
}

/** Sign in as a form would, with this browser's name; answers the Cookie header of the new session. */
export async function signInByHttp(
  world: World,
  given: { readonly email: string; readonly password: string; readonly userAgent?: string },
): Promise<string> {
  const { email, password, userAgent = "node" } = given;
  const cookies = new Map<string, string>();
  const keep = (answer: Response): void => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
  };
  const header = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const csrf = await ask(world, "/api/auth/csrf");
  keep(csrf);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await ask(
    world,
    "/api/auth/callback/credentials",
    { cookie: header(), "sec-fetch-site": "same-origin", "user-agent": userAgent },
    { method: "POST", body: new URLSearchParams({ csrfToken, email, password, json: "true" }) },
  );
  if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`);
  keep(answer);
  return header();
}
