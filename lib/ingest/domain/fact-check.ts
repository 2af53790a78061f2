import type { Fact } from "./fact";

/** 1990-01-01 and 2100-01-01, UTC. */
const earliest = 631_152_000_000;
const latest = 4_102_444_800_000;
const longestKey = 600;
const longestName = 400;

/**
 * What keeps a fact from being stored, in words; null when nothing does. Whoever made the fact was wrong about a time or a
 * name, and the body is better set aside than believed.
 */
export function objectionToFact(fact: Fact): string | null {
  if (!Number.isSafeInteger(fact.occurredAt) || fact.occurredAt < earliest || fact.occurredAt >= latest) {
    return `A ${fact.kind} is said to have happened at ${fact.occurredAt} ms, which is not between 1990 and 2099.`;
  }
  if (fact.subjectKey.length === 0 || fact.subjectKey.length > longestKey) {
    return `A ${fact.kind} has a subject of ${fact.subjectKey.length} characters; at most ${longestKey} can be kept.`;
  }
  for (const field of ["service", "environment", "repository"] as const) {
    const name = field in fact ? fact[field as keyof Fact] : undefined;
    if (typeof name === "string" && name.length > longestName) {
      return `A ${fact.kind} names a ${field} of ${name.length} characters; at most ${longestName} can be kept.`;
    }
  }
  return null;
}

/** The fact with all text in a form that the database can keep: no NUL, no half of a surrogate pair. */
export function storableFact(fact: Fact): Fact {
  return cleaned(fact) as Fact;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\0", "\uFFFD");
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [String(cleaned(key)), cleaned(one)]));
}
