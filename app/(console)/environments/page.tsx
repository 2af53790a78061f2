import type { Metadata } from "next";
import type { ReactNode } from "react";
import { EnvironmentList } from "@/components/catalog/environment-list";
import { Prefetched } from "@/components/live/prefetched";
import { SprintCalendars } from "@/components/reservations/sprint-calendars";
import { environmentKeys } from "@/lib/catalog/queries";
import { listEnvironments } from "@/lib/catalog/use-cases/list-environments";
import { type Permission, whoMay } from "@/lib/platform/auth/permissions";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reservationKeys } from "@/lib/reservations/queries";
import { listSprintCalendars } from "@/lib/reservations/use-cases/list-sprint-calendars";
import { listOccupancy } from "@/lib/reservations/use-cases/read-reservations";
import { create, edit, removeCalendar, setCalendar } from "./actions";

export const metadata: Metadata = { title: "Environments" };

export default async function EnvironmentsPage(): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const environments = await prefetch(listEnvironments, {}, actor);
  const occupancy = await prefetch(listOccupancy, {}, actor);
  const calendars = await prefetch(listSprintCalendars, {}, actor);
  const may = (permission: Permission) => (actor.permissions.has(permission) ? null : `Needs ${whoMay(permission)}.`);
  return (
    <Prefetched
      queries={[
        [environmentKeys.list, environments],
        [reservationKeys.occupancy, occupancy],
        [reservationKeys.sprintCalendars, calendars],
      ]}
    >
      <EnvironmentList canWrite={actor.permissions.has("environment:write")} create={create} edit={edit} />
      <SprintCalendars set={setCalendar} remove={removeCalendar} whyNot={may("reservation:manage")} />
    </Prefetched>
  );
}
