import type { Instant } from "@/lib/kernel/instant";
import { type Rotation, turnAt } from "./rotation";

export interface Party {
  readonly kind: "person" | "team";
  readonly id: string;
}

/** Who answers for an objective. Exactly one is accountable, by its shape. */
export interface Ownership {
  readonly accountable: Party;
  readonly responsible: readonly Party[];
  readonly consulted: readonly Party[];
  readonly informed: readonly Party[];
  /** Whoever's turn it is, is responsible too. */
  readonly rotation: Rotation | null;
}

/** What is known of persons and teams that an ownership names. */
export interface KnownParties {
  readonly persons: ReadonlyMap<string, { readonly name: string; readonly isActive: boolean }>;
  readonly teams: ReadonlyMap<string, { readonly name: string; readonly memberIds: readonly string[] }>;
}

export interface OwnershipGap {
  readonly code: "no_ownership" | "left" | "gone" | "empty_team" | "nobody_on_turn" | "nobody_responsible";
  readonly sentence: string;
}

const roles = ["accountable", "responsible", "consulted", "informed"] as const;
export type RaciRole = (typeof roles)[number];

function partiesOf(ownership: Ownership, role: RaciRole): readonly Party[] {
  return role === "accountable" ? [ownership.accountable] : ownership[role];
}

function partyGap(role: string, party: Party, known: KnownParties): OwnershipGap | null {
  if (party.kind === "person") {
    const person = known.persons.get(party.id);
    if (!person) return { code: "gone", sentence: `The ${role} person is not known any more.` };
    return person.isActive ? null : { code: "left", sentence: `${person.name}, ${role}, has left.` };
  }
  const team = known.teams.get(party.id);
  if (!team) return { code: "gone", sentence: `The ${role} team is not there any more.` };
  const isManned = team.memberIds.some((id) => known.persons.get(id)?.isActive);
  return isManned ? null : { code: "empty_team", sentence: `${team.name}, ${role}, has nobody in it.` };
}

/** What is missing in who answers for an objective at `at`: each gap once, none when all is well. */
export function gapsOf(ownership: Ownership | null, known: KnownParties, at: Instant): OwnershipGap[] {
  if (ownership === null) return [{ code: "no_ownership", sentence: "Nobody is accountable." }];
  const gaps = roles.flatMap((role) =>
    partiesOf(ownership, role).flatMap((party) => partyGap(role, party, known) ?? []),
  );
  const { rotation } = ownership;
  if (rotation) {
    for (const id of rotation.order) {
      const gap = partyGap("in the rotation", { kind: "person", id }, known);
      if (gap) gaps.push(gap);
    }
    if (turnAt(rotation, at) === null)
      gaps.push({ code: "nobody_on_turn", sentence: "The rotation has not begun: nobody has the turn." });
  } else if (ownership.responsible.length === 0) {
    gaps.push({ code: "nobody_responsible", sentence: "Nobody is responsible: no person, no team, no rotation." });
  }
  return gaps;
}

export interface Recipient {
  readonly personId: string;
  readonly name: string;
  /** The first of the roles that they have. */
  readonly role: RaciRole;
}

/** Active persons of some roles at `at`, teams by their members, each once and with the first role that names them. */
export function personsOf(
  ownership: Ownership | null,
  known: KnownParties,
  at: Instant,
  wanted: readonly RaciRole[] = ["accountable", "responsible", "informed"],
): Recipient[] {
  if (ownership === null) return [];
  const found = new Map<string, Recipient>();
  for (const role of wanted) {
    for (const personId of idsOf(ownership, role, known, at)) {
      const person = known.persons.get(personId);
      if (person?.isActive && !found.has(personId)) found.set(personId, { personId, name: person.name, role });
    }
  }
  return [...found.values()];
}

function idsOf(ownership: Ownership, role: RaciRole, known: KnownParties, at: Instant): readonly string[] {
  const ids = partiesOf(ownership, role).flatMap(({ kind, id }) =>
    kind === "person" ? [id] : (known.teams.get(id)?.memberIds ?? []),
  );
  const turn = role === "responsible" && ownership.rotation ? turnAt(ownership.rotation, at) : null;
  return turn ? [...ids, turn.personId] : ids;
}
