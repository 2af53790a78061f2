import type { QueryClient } from "@tanstack/react-query";
import { listFilter, listTabs } from "@/components/rollouts/rollouts-tabs";
import { listEnvironments } from "@/lib/catalog/use-cases/list-environments";
import { listServices } from "@/lib/catalog/use-cases/read-services";
import type { UserActor } from "@/lib/platform/auth/actor";
import { pageQuery } from "@/lib/platform/http/page";
import { createQueryClient } from "@/lib/platform/http/query-client";
import { rolloutKeys } from "@/lib/rollouts/queries";
import { getRolloutOverview } from "@/lib/rollouts/use-cases/read-overview";
import { listRollouts } from "@/lib/rollouts/use-cases/read-rollouts";

type Search = Readonly<Record<string, string | string[] | undefined>>;

function textOf(search: Search, name: string): string | null {
  const value = search[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** The list as the address asks for it, and the counts of its tabs. What the address says wrongly is left to the browser. */
export async function prefetchRollouts(search: Search, actor: UserActor): Promise<QueryClient> {
  const client = createQueryClient();
  const filter = listFilter({
    tab: listTabs.find((tab) => tab === search.tab) ?? "flight",
    service: textOf(search, "service"),
    environment: textOf(search, "environment"),
    phase: textOf(search, "phase"),
    cursor: textOf(search, "cursor"),
  });
  const input = listRollouts.input.safeParse(filter);
  const [list, overview] = await Promise.all([
    input.success ? pageQuery(listRollouts, input.data, actor) : null,
    pageQuery(getRolloutOverview, {}, actor),
  ]);
  if (list) client.setQueryData(rolloutKeys.list(filter), list);
  client.setQueryData(rolloutKeys.overview, overview);
  return client;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Services and environments to choose from. */
export async function placeOptions(
  actor: UserActor,
): Promise<{ readonly services: readonly Option[]; readonly environments: readonly Option[] }> {
  const [services, environments] = await Promise.all([
    pageQuery(listServices, { limit: 200 }, actor),
    pageQuery(listEnvironments, {}, actor),
  ]);
  const option = ({ slug, name }: { slug: string; name: string }): Option => ({ value: slug, label: name });
  return { services: services.items.map(option), environments: environments.items.map(option) };
}
