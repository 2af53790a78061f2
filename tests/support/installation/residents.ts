import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import { type Role, roles } from "@/lib/platform/auth/permissions";
import type { ProductApi } from "./product-api";
import { sessionByHttp } from "./sign-in-by-http";

/** One person per role, made through the API, with the same password. */
export interface Resident {
  readonly role: Role;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** As their sessions are listed. */
const userAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const password = "seven quiet herons at dusk";

const names: Readonly<Record<Role, string>> = {
  viewer: "Vera Klein",
  developer: "Tom Becker",
  sre: "Amara Osei",
  release_manager: "Jonas Lindqvist",
  approver: "Chidi Eze",
  executive: "Priya Raman",
  auditor: "Inés Ortega",
  admin: "Mara Costa",
};

export function residentOf(role: Role): Resident {
  const email = `${role.replace("_", "-")}@residents.example`;
  return { role, name: names[role], email, password };
}

export async function makeResidents(api: ProductApi): Promise<void> {
  for (const role of roles) {
    const { name, email } = residentOf(role);
    await api.post("/users", { name, email, password, roles: [role] });
  }
}

/** Where the signed-in state of a role is kept. */
export function statePath(directory: string, role: Role): string {
  return path.join(directory, `${role}.json`);
}

/** Sign every resident in, and keep the states of their browsers. That the form does so is a test's to show. */
export async function keepSignedIn(given: {
  baseUrl: string;
  directory: string;
  only?: readonly Role[];
}): Promise<void> {
  await mkdir(given.directory, { recursive: true });
  const { hostname } = new URL(given.baseUrl);
  const sent = { domain: hostname, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" };
  const keep = async (role: Role): Promise<void> => {
    const session = await sessionByHttp(given.baseUrl, { ...residentOf(role), userAgent });
    const cookies = [...session].map(([name, value]) => ({ name, value, ...sent }));
    await writeFile(statePath(given.directory, role), JSON.stringify({ cookies, origins: [] }));
  };
  await Promise.all((given.only ?? roles).map(keep));
}

/** Sign in through the form, and wait for the page behind it. */
export async function signIn(page: Page, role: Role): Promise<void> {
  const { email, name } = residentOf(role);
  await page.goto("/sign-in?callbackUrl=/account");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: `Account of ${name}` }).waitFor();
}
