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
