import { leadTimeExclusion, leadTimeOf } from "./counting";
import { type ChangeLeadTime, type DeliveryRecord, stageNames } from "./delivery-record";
import type { InsightRules } from "./insight-rules";

/** Where the lead time of the counted changes went. The stages and what no signal explains add up to the total exactly. */
export interface StageBreakdown {
  /** Changes. */
  readonly n: number;
  readonly totalMs: number;
  readonly stages: readonly StageShare[];
  /** Time of the changes that no stage covers. */
  readonly unexplainedMs: number;
}

export interface StageShare {
  readonly stage: string;
  readonly sumMs: number;
  /** Changes in which the stage is known. */
  readonly n: number;
}

/** Sums of milliseconds by stage over the changes that the lead time counts. */
export function stageBreakdown(records: Iterable<DeliveryRecord>, rules: InsightRules): StageBreakdown {
  const sums = new Map<string, { sumMs: number; n: number }>();
  let n = 0;
  let totalMs = 0;
  for (const record of records) {
    if (leadTimeExclusion(record, rules) !== null) continue;
    for (const change of record.changes) {
      const leadTimeMs = leadTimeOf(change, rules);
      if (leadTimeMs === null) continue;
      n += 1;
      totalMs += leadTimeMs;
      addStages(sums, change, rules);
    }
  }
  const stages = [...sums].map(([stage, sum]) => ({ stage, ...sum })).sort((a, b) => order(a.stage) - order(b.stage));
  return { n, totalMs, stages, unexplainedMs: totalMs - stages.reduce((sum, stage) => sum + stage.sumMs, 0) };
}

function addStages(sums: Map<string, { sumMs: number; n: number }>, change: ChangeLeadTime, rules: InsightRules): void {
  for (const [stage, ms] of Object.entries(change.stagesMs)) {
    if (stage === "data_preparation" && rules.leaveOutDataPreparation) continue;
    const sum = sums.get(stage);
    if (sum) {
      sum.sumMs += ms;
      sum.n += 1;
    } else sums.set(stage, { sumMs: ms, n: 1 });
  }
}

function order(stage: string): number {
  const at = (stageNames as readonly string[]).indexOf(stage);
  return at < 0 ? stageNames.length : at;
}
