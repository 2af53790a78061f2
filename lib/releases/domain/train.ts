import type { Instant } from "@/lib/kernel/instant";

/**
 * A release train: versions of several services that go through environments together, its cars through its stops.
 *
 * ```
 * planned ─► moving ─► at_stop ─► moving … ─► arrived
 *    │          │          │                     │
 *    ▼          └──────────┴──► rolling_back ◄───┘
 * cancelled                         ▼   ▲
 *                                rolled_back
 * ```
 */
export const trainPhases = [
  "planned",
  "moving",
  "at_stop",
  "rolling_back",
  "arrived",
  "rolled_back",
  "cancelled",
] as const;
export type TrainPhase = (typeof trainPhases)[number];

/** How far a rollback reaches: the cars that depend on one that failed, or every car of the train. */
export const reaches = ["dependents", "train"] as const;
export type Reach = (typeof reaches)[number];

export interface TrainHold {
  readonly by: string;
  readonly reason: string;
  readonly since: Instant;
}

/** Why cars are taken back and which, decided once: what is seen later adds cars, and never takes one out. */
export interface TrainRollback {
  /** Ids of cars in the order in which they go back: whoever needs another one goes before it. */
  readonly cars: readonly string[];
  /** Cars that failed by themselves; empty when a person asked. */
  readonly failed: readonly string[];
  readonly why: string;
  readonly by: string | null;
  readonly decidedAt: Instant;
  /** Cars that a person left where they are, for they could not go back. */
  readonly left: readonly string[];
}

export interface TrainState {
  readonly phase: TrainPhase;
  /** The stop that it is at or moves to; -1 before it departs. */
  readonly stopIndex: number;
  readonly revision: number;
  readonly hold: TrainHold | null;
  readonly rollback: TrainRollback | null;
  readonly departedAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** What does not change once it departed. */
export interface TrainPlan {
  readonly cars: readonly TrainCar[];
  readonly stops: readonly TrainStop[];
  readonly reach: Reach;
  /** How many cars, or groups of cars that move together, move at once. */
  readonly abreast: number;
}

export interface TrainCar {
  readonly id: string;
  /** Slug. */
  readonly service: string;
  readonly version: string;
}

export interface TrainStop {
  /** Slug. */
  readonly environment: string;
  /** Of the environment, for sentences. */
  readonly name: string;
  /** It goes on to the next stop by itself once all cars are settled here. */
  readonly goesOn: boolean;
}

/** That one car needs another one of the same train. Ids of cars. */
export interface Need {
  readonly consumer: string;
  readonly provider: string;
}

/** Nothing moves any more by itself. */
export function isTrainEnded({ phase }: Pick<TrainState, "phase">): boolean {
  return phase === "arrived" || phase === "rolled_back" || phase === "cancelled";
}

/** A train that nobody sent off yet. */
export const plannedState: TrainState = {
  phase: "planned",
  stopIndex: -1,
  revision: 1,
  hold: null,
  rollback: null,
  departedAt: null,
  endedAt: null,
};
