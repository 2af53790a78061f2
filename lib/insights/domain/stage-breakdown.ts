import type { Period } from "./observe";
import { PartMemo } from "./part-memo";
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

interface StageSums {
  n: number;
  totalMs: number;
  readonly sumMs: Float64Array;
  readonly known: Float64Array;
}

const sumsOfParts = new PartMemo<StageSums>();
const blank = (): StageSums => ({
  n: 0,
  totalMs: 0,
  sumMs: new Float64Array(stageColumns.length),
  known: new Float64Array(stageColumns.length),
});

/** Sums of milliseconds by stage over the changes of a period that the lead time counts. */
export function stageBreakdown(parts: readonly PreparedRecords[], period: Period): StageBreakdown {
  const all = blank();
  const key = `${period.start}-${period.end}`;
  for (const part of parts) {
    const { n, totalMs, sumMs, known } = sumsOfParts.get(part, key, () => sumsOf(part, period));
    all.n += n;
    all.totalMs += totalMs;
    for (let column = 0; column < stageColumns.length; column += 1) {
      all.sumMs[column] = (all.sumMs[column] ?? 0) + (sumMs[column] ?? 0);
      all.known[column] = (all.known[column] ?? 0) + (known[column] ?? 0);
    }
  }
  const { n, totalMs } = all;
  const stages = stageColumns
    .map((stage, column) => ({ stage, sumMs: all.sumMs[column] ?? 0, n: all.known[column] ?? 0 }))
    .filter((stage) => stage.n > 0);
  return { n, totalMs, stages, unexplainedMs: totalMs - stages.reduce((sum, stage) => sum + stage.sumMs, 0) };
}

function sumsOf(part: PreparedRecords, { start, end }: Period): StageSums {
  const sums = blank();
  for (let index = 0; index < part.at.length; index += 1) {
    const at = part.at[index] ?? 0;
    if (at < start || at >= end) continue;
    const to = part.leadFrom[index + 1] ?? 0;
    for (let lead = part.leadFrom[index] ?? 0; lead < to; lead += 1) {
      sums.n += 1;
      sums.totalMs += part.leadMs[lead] ?? 0;
    }
    addStages(part, index, sums.sumMs, sums.known);
  }
  return sums;
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
