"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { pickFilter, type UrlFilter } from "@/lib/platform/http/url-filter";

const typingMs = 250;

/** The filters of these names in the URL. It follows typing with a little delay, so that not every letter asks the server. */
export function useUrlFilter<const Name extends string>(names: readonly Name[]): UrlFilter<Name> {
  const parsers = useMemo(() => Object.fromEntries(names.map((name) => [name, parseAsString])), [names]);
  const [values] = useQueryStates(parsers);
  const text = JSON.stringify(pickFilter(names, values));
  const [settled] = useDebouncedValue(text, typingMs);
  return useMemo(() => JSON.parse(settled) as UrlFilter<Name>, [settled]);
}

/** Whether anything but the page is chosen. */
export function isFiltering(filter: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(filter).some(([name, value]) => name !== "cursor" && value !== undefined);
}
