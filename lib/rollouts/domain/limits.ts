/** Every bound of the rollout engine that a plan does not set. Durations are milliseconds, shares are percentages. */
export const limits = {
  /** An observation older (or further ahead) than this says nothing about now. */
  observationMaxAgeMs: 5_000,
  /** Evidence older than this is blind, whatever it says; a failure never grows old. */
  evidenceMaxAgeMs: 15_000,
  /** Weights are whole numbers in most data planes, so that a share is met to about this much. 0 must be 0. */
  shareTolerancePercent: 0.5,
  /** How much of a share counts as none. */
  zeroSharePercent: 0.001,
  /** How long the target, the health of the canary and the queries may take to prove themselves before traffic moves. */
  preparationDeadlineMs: 2 * 60_000,
  /** A rollback that takes longer is reported as overdue, again after each such time. */
  rollbackDeadlineMs: 2 * 60_000,
  /** Evidence kept inside the state, to answer "why". The full list is stored with each snapshot. */
  evidenceKeptCount: 20,
  /** A plan longer than this (bakes, graces and warm time together) is refused. */
  planTotalMaxMs: 30 * 24 * 3_600_000,
  /** A return to the previous version looks at each thing for this long before it stands. */
  returnBakeMs: 30_000,
} as const;
