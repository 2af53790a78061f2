import { createHash } from "node:crypto";
import type { Fact } from "@/lib/ingest/domain/fact";
import { canonicalFact } from "@/lib/ingest/domain/fact-identity";
import type { Parsed, RawDelivery, SourceFacts } from "@/lib/ingest/port";

/** A body as the door hands it on: JSON of `body`, or its bytes as they are. */
export function delivery(body: unknown, headers: Readonly<Record<string, string>> = {}): RawDelivery {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { headers: { "content-type": "application/json", ...headers }, body: bytes };
}

export function sourceOf(kind: string, config: Readonly<Record<string, unknown>> = {}): SourceFacts {
  return { id: "src_1", slug: "acme", kind, config };
}

/** The facts of an answer; fails with the answer when it has none. */
export function factsOf(parsed: Parsed): readonly Fact[] {
  if (parsed.kind !== "facts") throw new Error(`no facts: ${JSON.stringify(parsed)}`);
  return parsed.facts;
}

/** Facts of one kind, in the order in which they were told. */
export function ofKind<Kind extends Fact["kind"]>(facts: readonly Fact[], kind: Kind): Extract<Fact, { kind: Kind }>[] {
  return facts.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
}

/** Ids as the store makes them. */
export function idsOf(facts: readonly Fact[]): string[] {
  return [...new Set(facts.map((fact) => createHash("sha256").update(canonicalFact(fact)).digest("hex")))].sort();
}

/** The outcome's name, whatever kind of answer it is. */
export function outcomeOf(parsed: Parsed): string {
  return parsed.kind === "facts" ? "facts" : parsed.outcome;
}

export function at(iso: string): number {
  return Date.parse(iso);
}
