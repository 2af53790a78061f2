import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CalendarView } from "@/components/calendar/calendar-view";
import { Prefetched } from "@/components/live/prefetched";
import { windowFilterNames, windowKeys, windowQuery } from "@/lib/calendar/queries";
import { listWindows } from "@/lib/calendar/use-cases/read-windows";
import { type Permission, whoMay } from "@/lib/platform/auth/permissions";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import {
  create,
  createHolidays,
  edit,
  editHolidays,
  makeFeed,
  moveRelease,
  moveReserved,
  refreshHolidays,
  remove,
  removeHolidays,
  renameFeed,
  revokeFeed,
} from "./actions";

export const metadata: Metadata = { title: "Calendar" };

interface CalendarPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function CalendarPage({ searchParams }: CalendarPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const params = await searchParams;
  const filter = pickFilter(windowFilterNames, params);
  // The views of days depend on the reader's zone, which the browser knows best.
  const windows =
    params.view === "windows" ? await prefetch(listWindows, windowQuery(filter, Date.now()), actor) : null;
  const whyNot = (permission: Permission) =>
    actor.permissions.has(permission) ? null : `Needs ${whoMay(permission)}.`;
  return (
    <Prefetched queries={windows === null ? [] : [[windowKeys.list(filter), windows]]}>
      <CalendarView
        canWrite={actor.permissions.has("window:write")}
        mayBringHolidays={actor.permissions.has("holiday:write")}
        create={create}
        edit={edit}
        remove={remove}
        feeds={{ createFeed: makeFeed, renameFeed, revokeFeed }}
        moves={{ moveRelease, moveReserved }}
        mayMove={{ release: whyNot("train:write"), reservation: whyNot("reservation:write") }}
        holidays={{ createHolidays, editHolidays, refreshHolidays, removeHolidays }}
      />
    </Prefetched>
  );
}
