import { AppError } from "@/lib/kernel/app-error";
import type { Tx } from "@/lib/platform/db/prisma";
import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateTeamInput, EditTeamInput, SetTeamMembersInput, type TeamView } from "../contract";
import { findTeamView, insertTeam, isTeamSlugTaken, lockTeam, saveTeam } from "../team-store";
import { unknownPeople } from "../user-read-model";
import { requireRevision } from "./guards";

/** Make a team. */
export const createTeam = defineUseCase({
  name: "team.create",
  permission: "team:write",
  input: CreateTeamInput,
  subject: (input) => ({ kind: "team", id: null, name: input.name ?? "" }),
  async handle({ input, tx, ids, record, hint }): Promise<TeamView> {
    if (await isTeamSlugTaken(tx, input.slug)) {
      throw alreadyTaken("slug", `There is a team “${input.slug}” already.`, "Choose another short name.");
    }
    const memberIds = await knownMembers(tx, input.memberIds);
    const id = ids.next("team");
    await insertTeam(tx, { id, slug: input.slug, name: input.name, memberIds });
    const team = present(await findTeamView(tx, id));
    await record({ subject: { kind: "team", id, name: team.name }, after: team });
    await hint({ topic: "team", id, revision: team.revision });
    return team;
  },
});

/** Rename a team. */
export const editTeam = defineUseCase({
  name: "team.edit",
  permission: "team:write",
  input: EditTeamInput,
  subject: (input) => ({ kind: "team", id: input.id ?? null }),
  async handle({ input, tx, record, hint }): Promise<TeamView> {
    const before = present(await lockTeam(tx, input.id));
    requireRevision(input.revision, before);
    await saveTeam(tx, before.id, { name: input.name });
    const after = present(await findTeamView(tx, before.id));
    await record({ subject: { kind: "team", id: after.id, name: after.name }, before, after });
    await hint({ topic: "team", id: after.id, revision: after.revision });
    return after;
  },
});

/** Say who is in a team: exactly these people. */
export const setTeamMembers = defineUseCase({
  name: "team.set_members",
  permission: "team:write",
  input: SetTeamMembersInput,
  subject: (input) => ({ kind: "team", id: input.id ?? null }),
  async handle({ input, tx, record, hint }): Promise<TeamView> {
    const before = present(await lockTeam(tx, input.id));
    requireRevision(input.revision, before);
    await saveTeam(tx, before.id, { memberIds: await knownMembers(tx, input.memberIds) });
    const after = present(await findTeamView(tx, before.id));
    await record({ subject: { kind: "team", id: after.id, name: after.name }, before, after });
    await hint({ topic: "team", id: after.id, revision: after.revision });
    return after;
  },
});

function present(team: TeamView | null): TeamView {
  if (!team) throw new AppError("not_found", { detail: "There is no such team." });
  return team;
}

async function knownMembers(tx: Tx, memberIds: readonly string[]): Promise<string[]> {
  const ids = [...new Set(memberIds)];
  const unknown = await unknownPeople(tx, ids);
  if (unknown.length === 0) return ids;
  throw new AppError("invalid_input", {
    detail: "Some of these members are no active users.",
    reasons: unknown.map((id) => ({
      code: "unknown_member",
      field: "memberIds",
      message: `${id} is no active user.`,
      remedy: "Leave it out, or enable the user.",
    })),
  });
}
