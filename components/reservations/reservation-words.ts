import type { Status } from "@/components/feedback/status";
import { momentWords, spanWords } from "@/lib/kernel/moment-words";
import type { ReservationBoard, ReservationView } from "@/lib/reservations/contract";

const badges: Readonly<Record<ReservationView["state"], { readonly status: Status; readonly label: string }>> = {
  queued: { status: "waiting", label: "In the queue" },
  granted: { status: "neutral", label: "Granted" },
  active: { status: "progressing", label: "Active" },
  released: { status: "neutral", label: "Given back" },
  expired: { status: "neutral", label: "Ran out" },
  cancelled: { status: "neutral", label: "Cancelled" },
  not_taken_up: { status: "at_risk", label: "Not used, went back" },
  taken_away: { status: "at_risk", label: "Taken away" },
  waited_in_vain: { status: "at_risk", label: "Waited in vain" },
  refused: { status: "at_risk", label: "Turned away" },
};

/** The badge of a state. */
export function stateBadge(state: ReservationView["state"]): { readonly status: Status; readonly label: string } {
  return badges[state];
}

/** What it is about: "Checkout, Cart" or "the whole environment", alone or shared. */
export function scopeWords({ services, units }: ReservationView): string {
  const where = services.length === 0 ? "the whole environment" : services.map(({ name }) => name).join(", ");
  return `${where}, ${units === null ? "alone" : units === 1 ? "1 unit shared" : `${units} units shared`}`;
}

/** "Mon 2 Nov, 09:00 – 12:00" in a zone; both days where they differ. */
export function slotWords(
  { startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string },
  zone: string,
): string {
  return spanWords(Date.parse(startsAt), Date.parse(endsAt), zone);
}

/** Who is in the way, and when in the reader's zone: "V-3 of Ann has it alone: Load test. Mon 2 Nov, 09:00 – 12:00." */
export function waitsForWords({ sentence, slot }: ReservationView["waitsFor"][number], zone: string): string {
  return slot === null ? sentence : `${sentence} ${slotWords(slot, zone)}.`;
}

/** The page's answer: who is there, until when, and how many wait. */
export function boardAnswer({ held, queue }: ReservationBoard, zone: string): string {
  const active = held.filter(({ state }) => state === "active");
  const waits = queue.length === 0 ? "Nobody waits." : `${queue.length === 1 ? "One waits" : `${queue.length} wait`}.`;
  if (active.length === 0) {
    const next = held[0];
    const first = next?.slot ? `Free now; ${next.holder} has it ${slotWords(next.slot, zone)}` : "Free now";
    return `${first}. ${waits}`;
  }
  const who = active
    .slice(0, 3)
    .map(({ holder, units, slot }) => {
      const until = slot ? ` until ${momentWords(Date.parse(slot.endsAt), zone)}` : "";
      return `${holder}${units === null ? " holds it alone" : " shares it"}${until}`;
    })
    .join("; ");
  const more = active.length > 3 ? ` and ${active.length - 3} more` : "";
  return `${who}${more}. ${waits}`;
}

/** A share in percent, or that there is no data. */
export function percentWords(percent: number | null): string {
  return percent === null ? "no data" : `${percent} %`;
}

/** `9 Nov 2026` of a day such as `2026-11-09`. */
export function dayWords(day: string): string {
  const form = { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" } as const;
  return new Intl.DateTimeFormat("en-GB", form).format(Date.parse(`${day}T00:00Z`));
}
