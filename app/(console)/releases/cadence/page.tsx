import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { CadenceScreen } from "@/components/releases/cadence-view";
import { whoMay } from "@/lib/platform/auth/permissions";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { cadenceFilterNames, cadenceKeys, timetableKeys } from "@/lib/releases/queries";
import { getCadence } from "@/lib/releases/use-cases/read-cadence";
import { listTimetables } from "@/lib/releases/use-cases/read-timetables";
import { makeTimetable, stopTimetable } from "../actions";

export const metadata: Metadata = { title: "Release cadence" };

interface CadencePageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function CadencePage({ searchParams }: CadencePageProps): Promise<ReactNode> {
  const actor = await pageActor("train:read");
  const filter = pickFilter(cadenceFilterNames, await searchParams);
  const cadence = await prefetch(getCadence, filter, actor);
  const timetables = await prefetch(listTimetables, {}, actor);
  const missing = actor.permissions.has("train:write") ? null : `Needs ${whoMay("train:write")}.`;
  return (
    <Prefetched
      queries={[
        [cadenceKeys.of(filter), cadence],
        [timetableKeys.all, timetables],
      ]}
    >
      <CadenceScreen timetables={{ commands: { create: makeTimetable, end: stopTimetable }, missing }} />
    </Prefetched>
  );
}
