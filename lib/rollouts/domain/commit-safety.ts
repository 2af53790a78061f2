/** Which faults may take away what the database has acknowledged. */
export type CommitSafety = "kept" | "lost_in_a_failover" | "lost_in_a_crash";

export interface CommitSettings {
  /** PostgreSQL's `synchronous_commit` of the session that asks. */
  readonly synchronousCommit: string;
  /** `synchronous_standby_names`; empty: no standby is waited for. */
  readonly standbyNames: string;
  /** How many standbys are attached now. */
  readonly standbyCount: number;
}

/**
 * What the settings of PostgreSQL promise for an acknowledged commit (its manual, "synchronous_commit"). With `off` a crash
 * loses the last ones. With a standby that is not waited for, its promotion does. Without a standby nobody fails over.
 */
export function commitSafetyOf({ synchronousCommit, standbyNames, standbyCount }: CommitSettings): CommitSafety {
  if (synchronousCommit === "off") return "lost_in_a_crash";
  const isWaitedFor = standbyNames.trim() !== "" && synchronousCommit !== "local";
  return standbyCount > 0 && !isWaitedFor ? "lost_in_a_failover" : "kept";
}
