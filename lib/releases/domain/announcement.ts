/** When something is said of a train. Each announcement is made once, at the first time of its moment. */
export const moments = ["departure", "arrival", "rollback", "cancelled"] as const;
export type Moment = (typeof moments)[number];

const momentOfEvent: Readonly<Record<string, Moment>> = {
  departed: "departure",
  arrived: "arrival",
  rolling_back: "rollback",
  cancelled: "cancelled",
};

/** The moment that an event is; null for events that nothing is said of. */
export function momentOf(eventKind: string): Moment | null {
  return momentOfEvent[eventKind] ?? null;
}

export interface Announced {
  readonly reference: string;
  readonly name: string;
  /** `shop 2.1.0, ledger 5.2.0`. */
  readonly services: string;
  readonly environment: string;
  /** What happened, in one sentence. */
  readonly sentence: string;
}

/** Words that a text may have, and what stands there when it is sent. */
export const placeholders = ["release", "name", "services", "environment", "what"] as const;

/** A text as it is sent. A word in braces that is not known stays as it is, so that nothing is lost unseen. */
export function announcementText(text: string, announced: Announced): string {
  const words: Readonly<Record<string, string>> = {
    release: announced.reference,
    name: announced.name,
    services: announced.services,
    environment: announced.environment,
    what: announced.sentence,
  };
  return text.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole);
}

const marks: Readonly<Record<Moment, string>> = {
  departure: "departs",
  arrival: "has arrived",
  rollback: "goes back",
  cancelled: "was given up",
};

/** Subject of a mail, title of a message; one line. */
export function announcementSubject(moment: Moment, { reference, name }: Announced): string {
  return `Release ${reference} ${marks[moment]}: ${name}`.replaceAll(/[\r\n]+/g, " ").slice(0, 200);
}
