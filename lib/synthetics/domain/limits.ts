/** Bounds of journeys, runs and what is kept of them. */
export const journeyLimits = {
  steps: 20,
  minIntervalMs: 10_000,
  maxIntervalMs: 24 * 3_600_000,
  stepDeadlineMs: 30_000,
  /** All steps of a run together. */
  journeyDeadlineMs: 60_000,
  /** Of an answer, after decompression. */
  answerBytes: 256 * 1024,
  /** Kept of the answer that failed. */
  excerptCharacters: 2_000,
  /** Of one taken value. */
  valueCharacters: 2_000,
} as const;

/** Bounds of the stored histogram of runs: a latency objective of a check has one of them as its threshold. */
export const runBoundsMs = [
  50, 100, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 60_000,
] as const;
