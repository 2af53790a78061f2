import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import type { Fact, FactKind } from "./domain/fact";
import type { StoredFact } from "./domain/fact-identity";

/** A body as it came over the wire. Header names are in lower case. */
export interface RawDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a source says about itself to its parser: never its secrets. */
export interface SourceFacts {
  readonly id: string;
  readonly slug: string;
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Is the sender who it says? `secrets`: the live ones, newest first; one that fits is enough. */
export type Verification =
  | { readonly kind: "verified"; readonly how: "signature" | "secret" }
  /** Named, for the tally: missing_signature, wrong_signature, stale_signature, … */
  | { readonly kind: "refused"; readonly outcome: string; readonly detail: string };

/** What a body says. Nothing of it throws: whatever cannot be read is `malformed`, whatever we have no word for is `ignored`. */
export type Parsed =
  | { readonly kind: "facts"; readonly facts: readonly Fact[]; readonly event: string }
  /** Understood and of no interest, or an event that is not known: `unknown_event`, `ping`, `not_for_us`, … */
  | { readonly kind: "ignored"; readonly outcome: string; readonly event: string; readonly detail?: string }
  | { readonly kind: "malformed"; readonly outcome: string; readonly detail: string };

/** One vendor's way of telling: how it proves itself, how it names a delivery, what its bodies mean. Pure. */
export interface SignalParser {
  readonly kind: string;
  /** Grows with each change of `parse`; deliveries that an older one read can be read again. */
  readonly version: number;
  /** Over the raw bytes, in constant time. */
  verify(raw: RawDelivery, secrets: readonly string[], now: Instant): Verification;
  /** The sender's id of this delivery, the same on a redelivery; null when the sender has none. */
  senderId(raw: RawDelivery): string | null;
  parse(raw: RawDelivery, source: SourceFacts): Parsed;
}

/** Makes the rows of one slice from all facts of a subject. */
export interface Projector {
  readonly kinds: readonly FactKind[];
  /**
   * Make the projection of each subject again from all of its facts (`inOrder`), in the caller's transaction. Idempotent; depends on
   * the facts, the mappings and nothing else. A subject without facts loses its row.
   */
  project(db: SqlExecutor, subjects: readonly ProjectedSubject[], context: ProjectionContext): Promise<void>;
}

export interface ProjectedSubject {
  readonly subjectKey: string;
  readonly facts: readonly StoredFact[];
}

export interface ProjectionContext {
  readonly names: NameResolver;
  readonly nextId: (prefix: string) => string;
}

/** What a sender's names mean here. */
export interface NameResolver {
  /** The id of our service; null when nobody has said, or when it is none of ours. */
  service(sourceId: string, name: string | undefined, repository?: string): string | null;
  environment(sourceId: string, name: string | undefined): string | null;
}

/** Asks a system for what its webhooks may have lost. */
export interface Reconciler {
  readonly kind: string;
  /** The next page after `cursor` (null: from `since`). Throws AppError `unavailable` with the cause in words. */
  poll(request: PollRequest): Promise<PolledPage>;
}

export interface PollRequest {
  readonly source: SourceFacts;
  readonly secret: string | null;
  readonly cursor: unknown;
  readonly since: Instant;
  readonly outbound: OutboundClient;
}

export interface PolledPage {
  readonly facts: readonly Fact[];
  /** Members of lists that could not be read; the others of their list were. */
  readonly unreadable: readonly UnreadableItem[];
  readonly cursor: unknown;
  readonly isComplete: boolean;
}

/** Something that a system told when it was asked, in a form that nobody here reads. */
export interface UnreadableItem {
  /** As the system wrote it, in JSON. */
  readonly json: string;
  /** Where it was listed, and which field is wrong. */
  readonly words: string;
}
