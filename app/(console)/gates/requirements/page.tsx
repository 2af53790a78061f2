import type { Metadata } from "next";
import type { ReactNode } from "react";
import { RequirementsView } from "@/components/gates/requirements-view";
import { Prefetched } from "@/components/live/prefetched";
import { gateKeys } from "@/lib/gates/queries";
import { listRequirements } from "@/lib/gates/use-cases/list-requirements";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { remove, set } from "../actions";

export const metadata: Metadata = { title: "Requirements" };

export default async function RequirementsPage(): Promise<ReactNode> {
  const actor = await pageActor("gate:read");
  const requirements = await prefetch(listRequirements, {}, actor);
  return (
    <Prefetched queries={[[gateKeys.requirements, requirements]]}>
      <RequirementsView canWrite={actor.permissions.has("gate:write")} set={set} remove={remove} />
    </Prefetched>
  );
}
