import type { Instant } from "@/lib/kernel/instant";
import type { BlindCause } from "@/lib/telemetry/port";

/** pass: shown to be fine. fail: shown to be harmful. inconclusive: too little to say. blind: nothing to look at. */
export type Verdict = "pass" | "fail" | "inconclusive" | "blind";

export type CheckKind = "error_rate" | "latency" | "burn_rate" | "health" | "metric";

/** What one check says at one moment, with everything needed to explain it and to compute it again. */
export interface Evidence {
  /** Stable within a plan, for example `error_rate` or `metric:queue-depth`. */
  readonly checkId: string;
  readonly kind: CheckKind;
  /** Name of the source the numbers came from. */
  readonly source: string;
  readonly verdict: Verdict;
  /** Set exactly when the verdict is blind. */
  readonly blindCause: BlindCause | null;
  /** One sentence in words with the numbers in it, shown as it is. */
  readonly sentence: string;
  /** Inputs, statistic, limit: what the sentence was made of. Units are in the key names. */
  readonly numbers: Readonly<Record<string, number | null>>;
  readonly at: Instant;
}
