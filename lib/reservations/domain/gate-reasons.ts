import type { GateReason } from "@/lib/gates/port";
import type { Instant } from "@/lib/kernel/instant";
import { localOf } from "@/lib/kernel/zoned-time";

/** A reservation that is active at a place at the moment of a question. */
export interface Holder {
  readonly reference: string;
  readonly holder: string;
  readonly team: string | null;
  readonly isExclusive: boolean;
  /** It speaks of the service that is asked about. */
  readonly coversService: boolean;
  readonly until: Instant;
  /** Whoever asks holds it, themselves or through their team. */
  readonly isOwn: boolean;
}

export interface ReservationQuestion {
  readonly environment: { readonly slug: string; readonly name: string };
  /** Releases need a reservation here. */
  readonly isDemanded: boolean;
  readonly holders: readonly Holder[];
}

export const reservationKind = "reservation";

function minuteOf(at: Instant): string {
  return `${localOf(at, "UTC").slice(0, 16).replace("T", " ")} UTC`;
}

function nameOf({ holder, team }: Holder): string {
  return team === null ? holder : `${holder} (${team})`;
}

/**
 * What reservations of an environment say to a release: each that somebody else holds alone blocks it, and where one is demanded the lack
 * of an own one does. Nothing where nobody reserved and nobody has to.
 */
export function reservationReasons({ environment, isDemanded, holders }: ReservationQuestion): GateReason[] {
  const href = `/environments/${environment.slug}`;
  const here = holders.filter(({ coversService }) => coversService);
  const own = here.find(({ isOwn }) => isOwn);
  const blocking = here.filter(({ isOwn, isExclusive }) => isExclusive && !isOwn);
  const said = { kind: reservationKind, href };
  if (blocking.length > 0) {
    return blocking.map((one) => ({
      ...said,
      state: "blocked" as const,
      sentence: `${nameOf(one)} holds ${environment.name} alone until ${minuteOf(one.until)} (${one.reference}).`,
      owner: nameOf(one),
      nextAction: `Join the queue, or ask ${one.holder} to give it back. What harms users passes as an emergency release, on record.`,
    }));
  }
  if (own) {
    const sentence = `${own.reference} of ${nameOf(own)} holds ${environment.name} until ${minuteOf(own.until)}.`;
    return [{ ...said, state: "pass", sentence, owner: null, nextAction: null }];
  }
  if (isDemanded) {
    const sentence = `Releases to ${environment.name} need a reservation that is active, and whoever asks holds none.`;
    const nextAction = `Reserve ${environment.name}, or wait in its queue.`;
    return [{ ...said, state: "blocked", sentence, owner: "whoever releases", nextAction }];
  }
  if (here.length === 0) return [];
  const sentence = `${here.map(({ reference }) => reference).join(", ")} share ${environment.name}, and let others in.`;
  return [{ ...said, state: "pass", sentence, owner: null, nextAction: null }];
}
