import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { EnvironmentScreen } from "@/components/reservations/environment-screen";
import { type Permission, whoMay } from "@/lib/platform/auth/permissions";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reservationKeys } from "@/lib/reservations/queries";
import { getAvailability } from "@/lib/reservations/use-cases/read-availability";
import { getBoard } from "@/lib/reservations/use-cases/read-reservations";
import {
  checkInReservation,
  dataReady,
  extend,
  promise,
  release,
  reserveEnvironment,
  takeAwayReservation,
  terms,
  withdraw,
} from "../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Environment" };

interface EnvironmentPageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function EnvironmentPage({ params }: EnvironmentPageProps): Promise<ReactNode> {
  const actor = await pageActor("reservation:read");
  const { slug } = await params;
  const board = await prefetch(getBoard, { slug }, actor);
  const availability = await prefetch(getAvailability, { slug }, actor);
  const whyNot = (permission: Permission) =>
    actor.permissions.has(permission) ? null : `Needs ${whoMay(permission)}.`;
  return (
    <Prefetched
      queries={[
        [reservationKeys.board(slug), board],
        [reservationKeys.availability(slug), availability],
      ]}
    >
      <EnvironmentScreen
        slug={slug}
        commands={{
          reserve: reserveEnvironment,
          release,
          extend,
          checkIn: checkInReservation,
          dataReady,
          takeAway: takeAwayReservation,
          setTerms: terms,
          promise,
          withdraw,
        }}
        may={{ write: whyNot("reservation:write"), manage: whyNot("reservation:manage") }}
      />
    </Prefetched>
  );
}
