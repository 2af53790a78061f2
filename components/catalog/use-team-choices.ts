"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fetchTeamChoices, teamChoicesKey } from "@/lib/catalog/queries";

interface Choice {
  readonly value: string;
  readonly label: string;
}

function useTeams() {
  return useQuery({
    queryKey: teamChoicesKey,
    queryFn: ({ signal }) => fetchTeamChoices(signal),
    staleTime: 60_000,
  });
}

/** Teams as choices of a select: slug and name. Empty while they load. */
export function useTeamChoices(): readonly Choice[] {
  const teams = useTeams();
  return useMemo(() => (teams.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })), [teams.data]);
}

/** The same by id, for what is kept when a team is renamed. */
export function useTeamIdChoices(): readonly Choice[] {
  const teams = useTeams();
  return useMemo(() => (teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })), [teams.data]);
}
