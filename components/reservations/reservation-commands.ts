import type { ServerAction } from "@/lib/platform/http/action-client";
import type { PromiseView, ReservationView, TermsView } from "@/lib/reservations/contract";

export interface ReserveGiven {
  readonly slug: string;
  readonly services: string[];
  readonly units: number | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
  readonly prepareMinutes: number;
  readonly purpose: string;
  readonly team: string | null;
  readonly ifTaken: "queue" | "refuse";
}

export interface TermsGiven extends Omit<TermsView, "revision" | "sprint"> {
  readonly slug: string;
  readonly sprintCalendar: string | null;
  readonly revision: number;
  readonly reason: string;
}

export interface PromiseGiven {
  readonly slug: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly recurrence: { readonly rule: string; readonly timeZone: string } | null;
}

/** Everything that can be done with an environment's reservations from its page. */
export interface ReservationCommands {
  readonly reserve: ServerAction<ReserveGiven, ReservationView>;
  readonly release: ServerAction<{ readonly id: string }, ReservationView>;
  readonly extend: ServerAction<
    { readonly id: string; readonly endsAt: string; readonly timeZone: string },
    ReservationView
  >;
  readonly checkIn: ServerAction<{ readonly id: string }, ReservationView>;
  readonly dataReady: ServerAction<{ readonly id: string }, ReservationView>;
  readonly takeAway: ServerAction<{ readonly id: string; readonly reason: string }, ReservationView>;
  readonly setTerms: ServerAction<TermsGiven, TermsView>;
  readonly promise: ServerAction<PromiseGiven, PromiseView>;
  readonly withdraw: ServerAction<{ readonly id: string; readonly reason: string }, PromiseView>;
}

/** What the reader may; null, or the sentence why not. */
export interface ReservationMay {
  readonly write: string | null;
  readonly manage: string | null;
}
