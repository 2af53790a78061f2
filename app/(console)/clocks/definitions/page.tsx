import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DefinitionsView } from "@/components/clocks/definitions-view";
import { Prefetched } from "@/components/live/prefetched";
import { clockKeys } from "@/lib/clocks/queries";
import { listClockDefinitions, listSchedules } from "@/lib/clocks/use-cases/read-terms";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { create, createHours, edit, editHours, retire } from "../actions";

export const metadata: Metadata = { title: "Clock definitions" };

export default async function ClockDefinitionsPage(): Promise<ReactNode> {
  const actor = await pageActor("clock:read");
  const definitions = await prefetch(listClockDefinitions, {}, actor);
  const schedules = await prefetch(listSchedules, {}, actor);
  const actions = { create, edit, retire, createHours, editHours };
  return (
    <Prefetched
      queries={[
        [clockKeys.definitions, definitions],
        [clockKeys.schedules, schedules],
      ]}
    >
      <DefinitionsView canWrite={actor.permissions.has("clock:write")} {...actions} />
    </Prefetched>
  );
}
