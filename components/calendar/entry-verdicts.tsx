"use client";

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { VerdictPanel } from "@/components/gates/verdict";
import type { CalendarEntry } from "@/lib/calendar/contract";
import { fetchTrain, trainKeys } from "@/lib/releases/queries";

/** Most services whose gates are asked in one dialog; its page has all of them. */
export const shownCars = 4;

/** The train behind an entry; null for every other kind. */
export function trainIdOf({ kind, id }: Pick<CalendarEntry, "kind" | "id">): string | null {
  return kind === "release" && id.startsWith("release ") ? id.slice("release ".length) : null;
}

/** The reservation behind an entry; null for every other kind. */
export function reservationIdOf({ kind, id }: Pick<CalendarEntry, "kind" | "id">): string | null {
  return kind === "reservation" && id.startsWith("reservation ") ? id.slice("reservation ".length) : null;
}

/** What the gates say to a release that waits: the same verdict as on its page, for each service where it wants to go. */
export function EntryVerdicts({
  entry,
  trainId,
}: {
  readonly entry: CalendarEntry;
  readonly trainId: string;
}): ReactNode {
  const train = useQuery({
    queryKey: trainKeys.detail(trainId),
    queryFn: ({ signal }) => fetchTrain(trainId, signal),
  });
  if (train.error) return <ErrorState error={train.error} doing="load the release" />;
  if (!train.data || !entry.gate) return null;
  const { environment } = entry.gate;
  const place = train.data.stops.find(({ slug }) => slug === environment)?.name ?? environment;
  const cars = train.data.cars.slice(0, shownCars);
  const more = train.data.cars.length - cars.length;
  return (
    <Stack gap="xs">
      {cars.map(({ service, version }) => (
        <VerdictPanel
          key={service.slug}
          title={`${service.name} ${version} to ${place}`}
          asked={{ service: service.slug, environment, version }}
        />
      ))}
      {more > 0 ? (
        <p>
          {more === 1
            ? "The gate of 1 more service is on its page."
            : `Gates of ${more} more services are on its page.`}
        </p>
      ) : null}
    </Stack>
  );
}
