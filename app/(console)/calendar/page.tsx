import type { Metadata } from "next";
import type { ReactNode } from "react";
import { WindowAgenda } from "@/components/calendar/window-agenda";
import { Prefetched } from "@/components/live/prefetched";
import { windowFilterNames, windowKeys, windowQuery } from "@/lib/calendar/queries";
import { listWindows } from "@/lib/calendar/use-cases/read-windows";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { create, edit, remove } from "./actions";

export const metadata: Metadata = { title: "Calendar" };

interface CalendarPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function CalendarPage({ searchParams }: CalendarPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const filter = pickFilter(windowFilterNames, await searchParams);
  const windows = await prefetch(listWindows, windowQuery(filter, Date.now()), actor);
  return (
    <Prefetched queries={[[windowKeys.list(filter), windows]]}>
      <WindowAgenda canWrite={actor.permissions.has("window:write")} create={create} edit={edit} remove={remove} />
    </Prefetched>
  );
}
