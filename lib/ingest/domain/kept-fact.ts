import type { Parsed } from "../port";
import type { Fact } from "./fact";

/** Something that a system told when it was asked and that could not be stored: what it was, how that is called, and why in words. */
export interface SetAside {
  readonly text: string;
  readonly event: string;
  readonly outcome: "impossible_fact" | "not_stored" | "unreadable_item";
  readonly words: string;
}

/**
 * Read a fact that was set aside in our own canonical form: what we asked for has no body of a sender. Never throws: what is no fact, as
 * an item that was unreadable when it was asked for, is `malformed`.
 */
export function readKeptFact(body: Uint8Array): Parsed {
  const value = jsonIn(body);
  const isFact = typeof value === "object" && value !== null && "kind" in value && "subjectKey" in value;
  if (!isFact) {
    const detail = "Its form could not be read when its system was asked; it must be told again.";
    return { kind: "malformed", outcome: "unreadable_item", detail };
  }
  const fact = value as Fact;
  return { kind: "facts", event: fact.kind, facts: [fact] };
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
