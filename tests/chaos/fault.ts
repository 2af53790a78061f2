import type { Figure } from "../bench/report";
import type { ChaosRig } from "./rig";

export interface FaultOptions {
  /** How often it is done; each fault has its own number for the full run. */
  readonly trials: number;
  /** How long an outage of its own lasts, where the fault has one. */
  readonly outageMs?: number;
}

export interface FaultResult {
  /** What was asserted and does not hold: safety, never time. Empty: it holds. */
  readonly violations: readonly string[];
  /** Recovery times, or whatever the fault measures, in milliseconds. */
  readonly recoveryMs: readonly number[];
  readonly figures: readonly Figure[];
  readonly raw: readonly Readonly<Record<string, unknown>>[];
}

/** One row of the fault table. */
export interface Fault {
  /** Its number there. */
  readonly row: number;
  readonly name: string;
  /** What must happen. */
  readonly promise: string;
  readonly barMs: number | null;
  readonly fullTrials: number;
  /** In `npm test`; 0 where one trial takes too long for that. */
  readonly fastTrials: number;
  run(rig: ChaosRig, options: FaultOptions): Promise<FaultResult>;
}
