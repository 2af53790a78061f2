import type { Recipient } from "../contract";

/** Persons and teams that recipients name, as they are now. Persons who are gone are missing. */
export interface KnownRecipients {
  /** By id. */
  readonly persons: ReadonlyMap<string, { readonly name: string; readonly mail: string }>;
  /** By slug; members' ids. */
  readonly teams: ReadonlyMap<string, { readonly name: string; readonly memberIds: readonly string[] }>;
}

export interface Addressee {
  readonly kind: "mail" | "webhook";
  readonly address: string;
}

/**
 * Where a report goes now: a person's address as it is today, and every member of a team. Nobody gets it twice, however many recipients
 * lead to them.
 */
export function addresseesOf(recipients: readonly Recipient[], known: KnownRecipients): Addressee[] {
  const all = recipients.flatMap(({ kind, address }): Addressee[] => {
    if (kind === "webhook") return [{ kind, address }];
    if (kind === "mail") return [{ kind, address }];
    const ids = kind === "person" ? [address] : (known.teams.get(address)?.memberIds ?? []);
    return ids.flatMap((id) => {
      const person = known.persons.get(id);
      return person ? [{ kind: "mail", address: person.mail }] : [];
    });
  });
  const keyOf = ({ kind, address }: Addressee): string =>
    `${kind} ${kind === "mail" ? address.toLowerCase() : address}`;
  const first = new Map<string, Addressee>();
  for (const one of all) if (!first.has(keyOf(one))) first.set(keyOf(one), one);
  return [...first.values()];
}

/** What a recipient is called; null for a person or team that is not there. */
export function recipientName({ kind, address }: Recipient, known: KnownRecipients): string | null {
  if (kind === "person") return known.persons.get(address)?.name ?? null;
  if (kind === "team") return known.teams.get(address)?.name ?? null;
  return address;
}
