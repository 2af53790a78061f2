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
