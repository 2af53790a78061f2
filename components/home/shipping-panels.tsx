"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { kindWord, placeOf, whenWords } from "@/components/calendar/entry-words";
import { useNowMs } from "@/components/feedback/now";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ToldText } from "@/components/feedback/told";
import { answerBadge } from "@/components/gates/gate-words";
import { useTimeZone } from "@/components/layout/preferences";
import { ListPanel } from "@/components/ui/list-panel";
import { ListRow } from "@/components/ui/row-list";
import type { CalendarEntry } from "@/lib/calendar/contract";
import { fetchCalendar, windowKeys } from "@/lib/calendar/queries";
import { useFact } from "./use-facts";

/** Services of one's teams: could the newest version go now, and what holds it first? */
export function PlacesPanel(): ReactNode {
  const places = useFact("places");
  // What has no version cannot go, and says nothing.
  const items = places.data?.items.filter(({ version }) => version !== null);
  return (
    <ListPanel
      title="Services of my teams"
      actions={<Link href="/gates?list=mine">All gates</Link>}
      query={{ ...places, data: items && places.data && { ...places.data, items } }}
      doing="load the gates"
      none="None of them has a version to ship"
      most={10}
      row={({ service, environment, version, live, answer, first, sentence }) => (
        <ListRow
          key={`${service.slug} ${environment.slug}`}
          href={`/gates/${service.slug}/${environment.slug}?version=${encodeURIComponent(version ?? "")}`}
          name={`${service.name} ${version} to ${environment.name}`}
          line={<ToldText text={first ? first.sentence : live === version ? "It is live there." : sentence} />}
          end={<StatusBadge {...answerBadge(answer)} />}
        />
      )}
    />
  );
}

/** Releases that the change advisory board has to decide about. */
export function BoardPanel(): ReactNode {
  return (
    <ListPanel
      title="For the board"
      actions={<Link href="/changes/board">Change board</Link>}
      query={useFact("board")}
      doing="load the requests"
      none="No release waits for the board"
      row={(request) => (
        <ListRow
          key={request.id}
          href={`/gates/${request.service.slug}/${request.environment.slug}?version=${encodeURIComponent(request.version)}`}
          name={`${request.reference} · ${request.service.name} ${request.version}`}
          line={
            <>
              to {request.environment.name}, asked for by {request.requestedBy}{" "}
              <Time atMs={Date.parse(request.requestedAt)} /> · {request.boardCauses.join("; ")}
            </>
          }
          end={
            request.riskPercent === null ? null : (
              <StatusBadge status="neutral" label={`Risk ${request.riskPercent} %`} />
            )
          }
        />
      )}
    />
  );
}

const hourMs = 3_600_000;

/** What the calendar holds for the next 24 hours. */
export function NextDayPanel(): ReactNode {
  const zone = useTimeZone();
  // By the hour, so that the question stays the same for a while.
  const nowMs = useNowMs();
  const fromMs = Math.floor(nowMs / hourMs) * hourMs;
  const query = { from: new Date(fromMs).toISOString(), to: new Date(fromMs + 25 * hourMs).toISOString() };
  const calendar = useQuery({
    queryKey: windowKeys.calendar(query),
    queryFn: ({ signal }) => fetchCalendar(query, signal),
    refetchInterval: 60_000,
  });
  const isAhead = ({ endsAt }: CalendarEntry) => Date.parse(endsAt) >= nowMs;
  return (
    <ListPanel
      title="Next 24 hours"
      actions={<Link href="/calendar">Calendar</Link>}
      query={{ ...calendar, data: calendar.data && { items: calendar.data.items.filter(isAhead) } }}
      doing="load the calendar"
      none="The calendar is empty until tomorrow"
      most={8}
      row={(entry) => (
        <ListRow
          key={entry.id}
          href={entry.href ?? "/calendar"}
          name={entry.title}
          line={`${whenWords(entry, zone)} · ${placeOf(entry)}`}
          end={kindWord(entry.kind)}
        />
      )}
    />
  );
}
