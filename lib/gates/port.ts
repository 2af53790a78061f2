import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { RequirementRule } from "./contract";
import type { RequiredKind } from "./domain/gate-kinds";

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
  /** Null: whichever version, as far as that can be said. */
  readonly version: string | null;
  readonly atMs: number;
  /** Who would release, as `personKeyOf` names them; left out or null: nobody in particular. */
  readonly person?: string | null;
}

/** Where a question is about, with the little that most sources need to know. */
export interface GatePlace {
  readonly service: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly tier: number;
    /** Its team, or words for it. */
    readonly owner: string;
  };
  readonly environment: { readonly id: string; readonly slug: string; readonly name: string; readonly kind: string };
  /** What has the traffic there; null when that is not known. */
  readonly live: { readonly version: string; readonly commitSha: string | null } | null;
  /** The version that was asked about, as far as it is known. */
  readonly build: { readonly commitSha: string | null; readonly artifactDigest: string | null } | null;
}

/** What questions share that are answered together, at one moment. */
export interface GateSitting {
  /** Slugs of every place that is asked about, with its version; null: whichever version. */
  readonly places: readonly {
    readonly service: string;
    readonly environment: string;
    readonly version: string | null;
  }[];
  /** Load something once for all of them. */
  once<Loaded>(key: string, load: () => Promise<Loaded>): Promise<Loaded>;
}

/** What sources share while one question is answered. */
export interface GateScene {
  readonly place: GatePlace;
  /** The plan that it would follow; null: the service's own. */
  readonly plan: object | null;
  /** The requirement of a kind that applies here; null where none does. */
  requirement<Kind extends RequiredKind>(kind: Kind): Extract<RequirementRule, { kind: Kind }> | null;
  /** Every requirement that applies here. */
  readonly requirements: readonly { readonly mode: "required" | "advisory"; readonly rule: RequirementRule }[];
  /** The questions that are answered together with this one, this one among them: a list asks about many places at once. */
  readonly together: GateSitting;
  /** Load something once for all sources of this question. */
  once<Loaded>(key: string, load: () => Promise<Loaded>): Promise<Loaded>;
}

/**
 * Something that has a say at the gate. `read` answers every reason it has and none when it has nothing to say here; it throws when it
 * cannot be asked, which the engine takes as unknown. Sources of a kind that requirements name are asked where one applies.
 */
export interface GateSource {
  readonly kind: string;
  read(db: Db | Tx, question: GateQuestion, scene: GateScene): Promise<readonly GateReason[]>;
}
