import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { findTeamId } from "../service-store";

/** Id of the owner team that an input names; null stays null. Throws `invalid_input` for a team that is not there. */
export async function resolveTeam(tx: Tx, slug: string | null): Promise<string | null> {
  if (slug === null) return null;
  const id = await findTeamId(tx, slug);
  if (id !== null) return id;
  throw invalidField("ownerTeam", `There is no team “${slug}”.`, "Create the team first, or correct the slug.");
}
