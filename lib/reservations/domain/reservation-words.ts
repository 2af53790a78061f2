import type { Happening } from "./settle";

const words: Readonly<Record<Happening["kind"], string>> = {
  granted: "Granted.",
  moved_up: "Moved up in the queue: it is promised an earlier time.",
  taken_up: "Used for the first time.",
  released: "Given back.",
  expired: "Its time ran out.",
  cancelled: "Cancelled before it began.",
  not_taken_up: "Nobody used it within the grace, so it went back.",
  taken_away: "Taken away.",
  waited_in_vain: "Waited as long as it was of use, in vain.",
  refused: "Turned away: it was taken, and it would not wait.",
};

/** What happened, as a sentence. */
export function happeningWords(kind: Happening["kind"]): string {
  return words[kind];
}

/** "3 h 20 min": a length in words, to the minute. */
export function lengthWords(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  const parts = [
    ...(days > 0 ? [`${days} d`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes % 60 > 0 || minutes === 0 ? [`${minutes % 60} min`] : []),
  ];
  return parts.join(" ");
}

/** What is told by mail of a reservation that was granted, and how to keep it. */
export interface ToldReservation {
  readonly reference: string;
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** Minutes in which it has to be used; null where nothing is asked. */
  readonly graceMinutes: number | null;
  /** Why it ended; null for a grant. */
  readonly taken: { readonly by: string; readonly reason: string } | null;
  readonly url: string | null;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The mail to whoever moved up, or lost what they had. */
export function reservationMail(told: ToldReservation): { subject: string; text: string; html: string } {
  const { reference, environment, from, to, graceMinutes, taken, url } = told;
  const grace =
    graceMinutes === null ? [] : [`Use it, or check in, within ${graceMinutes} minutes; else it goes back.`];
  const where = url === null ? "See the page of the environment." : `See ${url}`;
  const lines =
    taken === null
      ? [`${environment} is yours from ${from} to ${to} (${reference}).`, ...grace, where]
      : [`${taken.by} took ${environment} back from you (${reference}).`, `Why: ${taken.reason}`, where];
  const subject =
    taken === null ? `${reference}: ${environment} is yours` : `${reference}: ${environment} was taken back`;
  return { subject, text: lines.join("\n\n"), html: lines.map((line) => `<p>${escaped(line)}</p>`).join("\n") };
}
