import { useQueries, useQuery } from "@tanstack/react-query";
import { type DataOf, type Fact, type FactName, factsOf, type HomeFacts, homeFacts } from "./home-facts";
import type { HomeView } from "./home-roles";

const pollMs = 30_000;

/** One of them. */
export function useFact<Name extends FactName>(name: Name) {
  const { key, fetch } = homeFacts[name] as Fact<DataOf<Name>>;
  return useQuery({ queryKey: key, queryFn: ({ signal }) => fetch(signal), refetchInterval: pollMs });
}

/** Those of a view's sentence; null until each was answered or refused. */
export function useFacts(view: HomeView, held: readonly string[]): HomeFacts | null {
  const names = factsOf[view].filter((name) => held.includes(homeFacts[name].needs));
  const results = useQueries({
    queries: names.map((name) => {
      const { key, fetch } = homeFacts[name] as Fact<unknown>;
      return {
        queryKey: key,
        queryFn: ({ signal }: { signal: AbortSignal }) => fetch(signal),
        refetchInterval: pollMs,
      };
    }),
  });
  if (results.some(({ isPending }) => isPending)) return null;
  return Object.fromEntries(names.map((name, index) => [name, results[index]?.data])) as HomeFacts;
}
