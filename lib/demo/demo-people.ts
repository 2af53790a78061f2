import { demoDomain } from "@/lib/identity/domain/demo-accounts";
import { type Role, roles, roleTitles } from "@/lib/platform/auth/permissions";

/** The people of the demonstration, one for each role. Client-safe. */

export interface DemoPerson {
  readonly role: Role;
  readonly email: string;
  readonly name: string;
  readonly title: string;
}

const namesByRole: Readonly<Record<Role, readonly [localPart: string, name: string]>> = {
  viewer: ["viewer", "Vera Lindqvist"],
  developer: ["developer", "Dario Conti"],
  sre: ["sre", "Samira Okafor"],
  release_manager: ["release", "Robin Meyer"],
  approver: ["approver", "Anke de Vries"],
  executive: ["cio", "Carla Mendes"],
  auditor: ["auditor", "Akio Tanaka"],
  admin: ["admin", "Ada Novak"],
};

export const demoPeople: readonly DemoPerson[] = roles.map((role) => {
  const [localPart, name] = namesByRole[role];
  return { role, email: `${localPart}@${demoDomain}`, name, title: roleTitles[role] };
});
