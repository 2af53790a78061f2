"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { environmentKeys, fetchEnvironments, fetchServiceChoices, serviceKeys } from "@/lib/catalog/queries";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Environments in their order as choices of a select. Empty while they load. */
export function useEnvironmentChoices(): readonly Choice[] {
  const { data } = useQuery({ queryKey: environmentKeys.list, queryFn: ({ signal }) => fetchEnvironments(signal) });
  return useMemo(() => (data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })), [data]);
}

/** The first 200 services by slug as choices of a select. Empty while they load. */
export function useServiceChoices(): readonly Choice[] {
  const { data } = useQuery({
    queryKey: serviceKeys.choices,
    queryFn: ({ signal }) => fetchServiceChoices(signal),
    staleTime: 60_000,
  });
  return useMemo(() => (data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })), [data]);
}
