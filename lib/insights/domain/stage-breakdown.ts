import type { Period } from "./observe";
import { type PreparedRecords, stageColumns } from "./prepared-records";

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

/** Sums of milliseconds by stage over the changes of a period that the lead time counts. */
export function stageBreakdown(parts: readonly PreparedRecords[], { start, end }: Period): StageBreakdown {
  const sumMs = new Float64Array(stageColumns.length);
  const known = new Float64Array(stageColumns.length);
  let n = 0;
  let totalMs = 0;
  for (const part of parts) {
    for (let index = 0; index < part.at.length; index += 1) {
      const at = part.at[index] ?? 0;
      if (at < start || at >= end) continue;
      const to = part.leadFrom[index + 1] ?? 0;
      for (let lead = part.leadFrom[index] ?? 0; lead < to; lead += 1) {
        n += 1;
        totalMs += part.leadMs[lead] ?? 0;
      }
      addStages(part, index, sumMs, known);
    }
  }
  const stages = stageColumns
    .map((stage, column) => ({ stage, sumMs: sumMs[column] ?? 0, n: known[column] ?? 0 }))
    .filter((stage) => stage.n > 0);
  return { n, totalMs, stages, unexplainedMs: totalMs - stages.reduce((sum, stage) => sum + stage.sumMs, 0) };
}

function addStages(
  { stageMs, stageN }: PreparedRecords,
  index: number,
  sumMs: Float64Array,
  known: Float64Array,
): void {
  const first = index * stageColumns.length;
  for (let column = 0; column < stageColumns.length; column += 1) {
    sumMs[column] = (sumMs[column] ?? 0) + (stageMs[first + column] ?? 0);
    known[column] = (known[column] ?? 0) + (stageN[first + column] ?? 0);
  }
}
