import type { BenchOptions } from "./main";
import { benchCalendar } from "./releases/calendar";
import { benchOracles } from "./releases/oracles";
import { benchTrainRollback } from "./releases/train-rollback";
import { benchVerdict } from "./releases/verdict";
import type { BenchResult } from "./report";

/** Parts of the bench of release coordination, each with figures of its own. */
const parts: readonly ((options: BenchOptions) => Promise<BenchResult>)[] = [
  benchVerdict,
  benchOracles,
  benchCalendar,
  benchTrainRollback,
];

/** What coordinating releases costs, one part after the other so that none disturbs another. */
export async function benchReleases(options: BenchOptions): Promise<BenchResult> {
  const results: BenchResult[] = [];
  for (const part of parts) results.push(await part(options));
  return {
    trials: Math.min(...results.map(({ trials }) => trials)),
    figures: results.flatMap(({ figures }) => figures),
    raw: results.flatMap(({ raw }) => raw),
  };
}
