import type { Instant } from "@/lib/kernel/instant";
import type { BudgetPolicyDefinition, Consequence, GateReason } from "../contract";
import type { BudgetFact } from "./thresholds";

export interface PolicyInForce {
  readonly slug: string;
  readonly name: string;
  readonly definition: BudgetPolicyDefinition;
}

export interface ObjectiveFact {
  readonly slug: string;
  readonly name: string;
  readonly budget: BudgetFact;
  /** Arithmetic of the alert that pages now; null while none does. */
  readonly burning: string | null;
}

export interface StageFact {
  readonly environment: string;
  readonly objectives: readonly {
    readonly name: string;
    readonly verdict: "met" | "missed" | "undetermined" | "no_data";
  }[];
}

export interface PolicyFacts {
  readonly now: Instant;
  readonly purpose: "release" | "return";
  readonly objectives: readonly ObjectiveFact[];
  /** The environment before this one; null where there is none with objectives. */
  readonly previousStage: StageFact | null;
  /** When other releases began here within the last 24 hours. */
  readonly starts: readonly Instant[];
  /** The rollout has begun already: how many begin a day is not asked again. */
  readonly isRunning: boolean;
  /** A person approved it; by whom. */
  readonly approvedBy: string | null;
  /** The open incident that it fixes, as people know it. */
  readonly incidentFix: string | null;
  /** It was started as an emergency that has not ended. */
  readonly emergency: string | null;
  /** References of waivers in force, by the slug of the policy. */
  readonly policyWaivers: ReadonlyMap<string, string>;
  /** The same by the slug of the objective. */
  readonly objectiveWaivers: ReadonlyMap<string, string>;
}

/** A reason with the instant at which it ends by itself; null when that is not known. */
export type PolicyReason = Omit<GateReason, "until"> & { readonly until: Instant | null };

export interface PolicyDecision {
  readonly verdict: "go" | "held" | "undetermined";
  readonly consequence: Consequence;
  readonly bakeFactor: number;
  readonly reasons: readonly PolicyReason[];
}
