import type { UserActor } from "@/lib/platform/auth/actor";
import type { Role } from "@/lib/platform/auth/permissions";
import type { Runtime } from "@/lib/platform/runtime";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { signObjective } from "@/lib/slos/use-cases/sign-objective";
import { asDemo } from "./seed-catalog";

const slug = "storefront-answers";

/** Who agreed with what the storefront promises. Security is left to whoever tries the demonstration. */
const signatures = [
  { role: "release_manager", party: "product", comment: "Visitors leave when a page fails twice." },
  { role: "sre", party: "operations", comment: "Its alerts leave us time to act." },
] as const;

/** Sign one objective in the name of people of the demonstration, once: who signed is kept, also when it no longer counts. */
export async function seedSignOffs(runtime: Runtime, people: ReadonlyMap<Role, UserActor>): Promise<void> {
  const { signOffs, retiredAt } = await asDemo(runtime, getObjective, { slug });
  if (signOffs.items.length > 0 || retiredAt !== null) return;
  const { contentHash } = signOffs;
  for (const { role, party, comment } of signatures) {
    const actor = people.get(role);
    if (actor) await signObjective.run({ slug, party, contentHash, comment }, { actor }, runtime);
  }
}
