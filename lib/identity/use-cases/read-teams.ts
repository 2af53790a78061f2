import { AppError } from "@/lib/kernel/app-error";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { ListTeamsInput, TeamIdInput, type TeamView } from "../contract";
import { findTeamView, listTeamViews } from "../team-store";

/** Teams, newest first, with their members. */
export const listTeams = defineQuery({
  name: "team.list",
  permission: "team:read",
  input: ListTeamsInput,
  handle: ({ input, db }): Promise<Page<TeamView>> => listTeamViews(db, input),
});

/** One team. */
export const getTeam = defineQuery({
  name: "team.get",
  permission: "team:read",
  input: TeamIdInput,
  async handle({ input, db }): Promise<TeamView> {
    const team = await findTeamView(db, input.id);
    if (!team) throw new AppError("not_found", { detail: "There is no such team." });
    return team;
  },
});
