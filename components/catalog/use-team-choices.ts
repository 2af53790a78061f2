"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fetchTeamChoices, teamChoicesKey } from "@/lib/catalog/queries";

/** Teams as choices of a select: slug and name. Empty while they load. */
export function useTeamChoices(): readonly { readonly value: string; readonly label: string }[] {
  const teams = useQuery({
    queryKey: teamChoicesKey,
    queryFn: ({ signal }) => fetchTeamChoices(signal),
    staleTime: 60_000,
  });
  return useMemo(() => (teams.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })), [teams.data]);
}
