import type { Metadata } from "next";
import type { ReactNode } from "react";
import { EnvironmentList } from "@/components/catalog/environment-list";
import { Prefetched } from "@/components/live/prefetched";
import { environmentKeys } from "@/lib/catalog/queries";
import { listEnvironments } from "@/lib/catalog/use-cases/list-environments";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reservationKeys } from "@/lib/reservations/queries";
import { listOccupancy } from "@/lib/reservations/use-cases/read-reservations";
import { create, edit } from "./actions";

export const metadata: Metadata = { title: "Environments" };

export default async function EnvironmentsPage(): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const environments = await prefetch(listEnvironments, {}, actor);
  const occupancy = await prefetch(listOccupancy, {}, actor);
  return (
    <Prefetched
      queries={[
        [environmentKeys.list, environments],
        [reservationKeys.occupancy, occupancy],
      ]}
    >
      <EnvironmentList canWrite={actor.permissions.has("environment:write")} create={create} edit={edit} />
    </Prefetched>
  );
}
