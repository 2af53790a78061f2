import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { OwnershipView } from "../contract";
import { gapsOf, type KnownParties, type Party, personsOf } from "../domain/ownership";
import { turnsFrom } from "../domain/rotation";
import { loadOwnerships, loadParties, type StoredOwnership } from "../ownership-read-model";

/** How many turns are shown. */
const shownTurns = 4;

/** Who answers for an objective, as shown at `now`. */
export async function viewOwnership(
  db: Db | Tx,
  objective: OwnershipView["objective"],
  now: Instant,
): Promise<OwnershipView> {
  const executor = prismaExecutor(db);
  const stored = (await loadOwnerships(executor, [objective.id])).get(objective.id) ?? null;
  const known = await loadParties(executor);
  const rotation = stored?.content.rotation ?? null;
  const content = stored?.content ?? null;
  return {
    objective: { id: objective.id, slug: objective.slug, name: objective.name },
    revision: stored?.revision ?? 0,
    raci: stored && raciView(stored, known),
    turns: rotation
      ? turnsFrom(rotation, now, shownTurns).map(({ personId, from, to }) => ({
          person: known.persons.get(personId)?.name ?? "somebody who is not known any more",
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
        }))
      : [],
    told: personsOf(content, known, now).map(({ name, role }) => ({ name, role })),
    gaps: gapsOf(content, known, now).map((gap) => ({ ...gap })),
  };
}

function raciView({ content, savedBy, savedAt, reason }: StoredOwnership, known: KnownParties): OwnershipView["raci"] {
  const party = ({ kind, id }: Party) => {
    const person = known.persons.get(id);
    const found = kind === "person" ? person : known.teams.get(id);
    const isThere = kind === "person" ? (person?.isActive ?? false) : found !== undefined;
    return { kind, id, name: found?.name ?? "not known any more", isThere };
  };
  const { accountable, responsible, consulted, informed, rotation } = content;
  return {
    accountable: party(accountable),
    responsible: responsible.map(party),
    consulted: consulted.map(party),
    informed: informed.map(party),
    rotation: rotation && { ...rotation, every: { ...rotation.every }, order: [...rotation.order] },
    savedBy,
    savedAt: savedAt.toISOString(),
    reason,
  };
}
