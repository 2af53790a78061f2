import { benchTrainRollback } from "./releases/train-rollback";
import type { BenchResult } from "./report";

type Part = (options: { readonly trials: number | null }) => Promise<BenchResult>;

/** What is measured of coordinating releases, one part a line. */
const parts: readonly Part[] = [benchTrainRollback];

/** `npm run bench -- releases`. */
export async function benchReleases(options: { readonly trials: number | null }): Promise<BenchResult> {
  const results: BenchResult[] = [];
  for (const part of parts) results.push(await part(options));
  return {
    trials: Math.max(...results.map(({ trials }) => trials)),
    figures: results.flatMap(({ figures }) => figures),
    raw: results.flatMap(({ raw }) => raw),
  };
}
