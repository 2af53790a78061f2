import type { Answer } from "./version-range";

/** What a version needs of another service. */
export interface Need {
  /** Slug of the service that provides. */
  readonly provider: string;
  /** Range of versions of it. */
  readonly range: string;
}

/** Everything that versions of a service need, said by somebody. An empty list is an answer too. */
export interface Declaration {
  /** Slug. */
  readonly service: string;
  /** The name of one version, or a range. */
  readonly versions: string;
  /** Slug; null: in every environment. */
  readonly environment: string | null;
  readonly origin: "catalog" | "api";
  readonly needs: readonly Need[];
  /** Where it stands: a file, a commit, an address. Null: it was not said. */
  readonly evidence: string | null;
  /** When somebody last said so. */
  readonly saidAtMs: number;
}

/** Two versions were tried with each other. Of a pair the newest result counts. */
export interface ContractResult {
  readonly consumer: string;
  readonly consumerVersion: string;
  readonly provider: string;
  readonly providerVersion: string;
  readonly isVerified: boolean;
  readonly evidence: string | null;
  readonly atMs: number;
}

/** A version was seen calling another service. Which versions of it would do, nobody sees. */
export interface ObservedCall {
  readonly consumer: string;
  readonly consumerVersion: string;
  readonly provider: string;
  readonly lastSeenAtMs: number;
}

/** Somebody takes a need out of the question, for a reason, until a time. */
export interface Ignore {
  readonly id: string;
  readonly consumer: string;
  /** Null: everything that the consumer needs, and that nobody said what it needs. */
  readonly provider: string | null;
  readonly reason: string;
  readonly by: string;
  readonly untilMs: number;
}

/** What is known about one environment. */
export interface Facts {
  readonly declarations: readonly Declaration[];
  readonly results: readonly ContractResult[];
  readonly calls: readonly ObservedCall[];
  /** Those in force. */
  readonly ignores: readonly Ignore[];
}

/**
 * Versions that have traffic, by service. Several while a rollout goes on; none: it is known that nothing runs. A service that is missing
 * here is one about which nobody said anything.
 */
export type Running = ReadonlyMap<string, readonly string[]>;

/** A service goes to a version, or away (null). */
export interface Move {
  readonly service: string;
  readonly version: string | null;
}

export type LinkCause =
  | "in_range"
  | "tested"
  | "out_of_range"
  | "test_failed"
  | "untested"
  | "no_range"
  | "not_comparable"
  | "not_running"
  | "state_unknown";

/** A version of a service, what it needs of another one, and whether what runs of that keeps it. */
export interface Link {
  readonly consumer: string;
  readonly consumerVersion: string;
  readonly provider: string;
  /** Null: none runs, or nobody knows. */
  readonly providerVersion: string | null;
  readonly answer: Answer;
  readonly cause: LinkCause;
  /** Did the consumer's side say that it needs the provider? Otherwise tests or traces tell of it. */
  readonly isDeclared: boolean;
  /** The range that decides; null where none was said. */
  readonly range: string | null;
  readonly origin: "catalog" | "api" | "contract" | "traces";
  readonly evidence: string | null;
  readonly saidAtMs: number;
}
