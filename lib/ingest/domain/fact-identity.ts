import type { Fact } from "./fact";

/**
 * The canonical text of a fact: JSON with sorted keys and without fields that were not given. Two facts that say the same have
 * the same text, whichever door they came through; its SHA-256 is the fact's id.
 */
export function canonicalFact(fact: Fact): string {
  return JSON.stringify(sorted(fact));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}

/** A fact that was stored, with what the store knows of it. */
export interface StoredFact {
  readonly id: string;
  readonly fact: Fact;
  readonly sourceId: string;
}

/**
 * Facts in the one order that every projection reads them in: by when they happened, then by id. It depends on the set alone,
 * never on the order of arrival.
 */
export function inOrder(facts: readonly StoredFact[]): StoredFact[] {
  return [...facts].sort(
    (left, right) =>
      left.fact.occurredAt - right.fact.occurredAt || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0),
  );
}
