"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fetchPeople, userKeys } from "@/lib/identity/queries";

/** Persons who are there as choices of a select: id and name. Empty while they load. */
export function usePersonChoices(): readonly { readonly value: string; readonly label: string }[] {
  const people = useQuery({
    queryKey: userKeys.people(""),
    queryFn: ({ signal }) => fetchPeople("", signal),
    staleTime: 60_000,
  });
  return useMemo(() => (people.data ?? []).map(({ id, name }) => ({ value: id, label: name })), [people.data]);
}
