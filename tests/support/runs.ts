/**
 * How many random cases a law is tried with: `usual` in every run, times FULL_RUNS for the night. fast-check prints seed and
 * path of a case that fails.
 */
export function runs(usual: number): { numRuns: number } {
  const factor = Number(process.env.FULL_RUNS ?? "1");
  if (!(factor >= 1)) throw new RangeError("FULL_RUNS must be a number from 1 up");
  return { numRuns: Math.round(usual * factor) };
}
