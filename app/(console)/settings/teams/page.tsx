import type { Metadata } from "next";
import type { ReactNode } from "react";
import { TeamList } from "@/components/identity/team-list";
import { Prefetched } from "@/components/live/prefetched";
import { teamKeys } from "@/lib/identity/queries";
import { listTeams } from "@/lib/identity/use-cases/read-teams";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { createTeam, editTeam, setTeamMembers } from "./actions";

export const metadata: Metadata = { title: "Teams" };

const actions = { createTeam, editTeam, setTeamMembers };

export default async function TeamsPage(): Promise<ReactNode> {
  const actor = await pageActor("team:read");
  return (
    <Prefetched queries={[[teamKeys.list(undefined), await pageQuery(listTeams, {}, actor)]]}>
      <TeamList mayManage={actor.permissions.has("team:write")} actions={actions} />
    </Prefetched>
  );
}
