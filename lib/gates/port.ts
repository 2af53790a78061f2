import type { Db, Tx } from "@/lib/platform/db/prisma";

/**
 * What one source says about a move: it lets it pass, blocks it, cannot tell, would block it and is waived, or only advises.
 * Never a pass because nothing was heard: that is `unknown`.
 */
export type GateReasonState = "pass" | "blocked" | "unknown" | "waived" | "advisory";

/** One reason of a verdict, in words that people and machines get alike. */
export interface GateReason {
  /** The rule that speaks, in snake_case: `freeze`, `tests`, `budget`. Requirements name it. */
  readonly kind: string;
  readonly state: GateReasonState;
  /** What is so, with its numbers. */
  readonly sentence: string;
  /** Who can change it; null when nobody has to. */
  readonly owner: string | null;
  /** What that person does next; null when nothing is to be done. */
  readonly nextAction: string | null;
  /** The page of what it is about, as a path; null when there is none. */
  readonly href: string | null;
}

/** May this version of a service go forward into an environment at this instant? */
export interface GateQuestion {
  /** Slug. */
  readonly service: string;
  readonly serviceId: string;
  /** Slug. */
  readonly environment: string;
  readonly environmentId: string;
  /** Null: any version, as far as that can be said. */
  readonly version: string | null;
  readonly atMs: number;
}

/**
 * Something that has a say at the gate. `read` answers every reason it has and none when it has nothing to say here; it throws when it
 * cannot be asked, which the engine takes as unknown.
 */
export interface GateSource {
  readonly kind: string;
  read(db: Db | Tx, question: GateQuestion): Promise<readonly GateReason[]>;
}
