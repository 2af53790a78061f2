import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createUser } from "@/lib/identity/use-cases/create-user";
import { openDemoAccount } from "@/lib/identity/use-cases/demo-accounts";
import { createTeam } from "@/lib/identity/use-cases/edit-team";
import { listTeams } from "@/lib/identity/use-cases/read-teams";
import type { UserActor } from "@/lib/platform/auth/actor";
import { permissionsOf } from "@/lib/platform/auth/permissions";
import type { Runtime } from "@/lib/platform/runtime";
import { demoPassword } from "./credentials";
import { type DemoPerson, demoPeople } from "./demo-people";
import { demoTeams } from "./demo-shop";
import { asDemo } from "./seed-catalog";

/** File below the data directory that says how to sign in; `npm start` prints it. */
const signInFile = "sign-in.txt";

/** Members of each team by the role of the person. */
const members: Readonly<Record<(typeof demoTeams)[number]["slug"], readonly DemoPerson["role"][]>> = {
  platform: ["sre", "release_manager"],
  shop: ["developer", "viewer"],
  payments: ["developer", "approver"],
};

/** One person for each role with one password, the teams, and the file that says how to sign in. Answers who has which role. */
export async function seedPeople(runtime: Runtime): Promise<ReadonlyMap<DemoPerson["role"], UserActor>> {
  const password = demoPassword(runtime.config);
  const ids = new Map<DemoPerson["role"], string>();
  for (const person of demoPeople) ids.set(person.role, await ensurePerson(runtime, person, password));
  const { items: teams } = await asDemo(runtime, listTeams, { limit: 200 });
  for (const { slug, name } of demoTeams) {
    if (teams.some((team) => team.slug === slug)) continue;
    const memberIds = members[slug].flatMap((role) => ids.get(role) ?? []);
    await asDemo(runtime, createTeam, { slug, name, memberIds });
  }
  await writeSignIn(runtime, password);
  return new Map(demoPeople.map((person) => [person.role, actorOf(runtime, person, ids.get(person.role) ?? "")]));
}

/** A person, as who the demonstration does what only people may do. */
function actorOf(runtime: Runtime, { role, name, email }: DemoPerson, id: string): UserActor {
  const session = { sessionId: "demonstration", authenticatedAt: runtime.clock.now() };
  return { kind: "user", id, name, email, roles: [role], permissions: permissionsOf([role]), ...session };
}

async function ensurePerson(runtime: Runtime, person: DemoPerson, password: string): Promise<string> {
  const { email, name, role } = person;
  const known = await openDemoAccount(runtime, email, password);
  return known ?? (await asDemo(runtime, createUser, { email, name, roles: [role], password })).user.id;
}

async function writeSignIn({ config }: Runtime, password: string): Promise<void> {
  const folder = path.resolve(config.SIGNALBOX_DATA_DIR);
  const width = Math.max(...demoPeople.map(({ email }) => email.length));
  const lines = [
    `Sign in as one of these; everybody's password is  ${password}`,
    ...demoPeople.map(({ email, title }) => `  ${email.padEnd(width)}  ${title}`),
  ];
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, signInFile);
  await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}
