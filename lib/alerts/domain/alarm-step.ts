/** How the rules of one severity of an objective stand after a look. */
export interface RuleStanding {
  readonly isFiring: boolean;
  /** Data stopped while it fired. */
  readonly isFrozenFiring: boolean;
}

/** The alarm that is not over; null when there is none. */
export interface OpenAlarm {
  readonly isFrozen: boolean;
}

export type AlarmStep = "open" | "resolve" | "freeze" | "thaw" | "stay";

/**
 * What happens to the alarm of an objective and a severity: it is one alarm however many of its rules fire. It is over only when each
 * rule that fired has said so itself; while the data of those that fired is gone it is frozen, which is no end. It begins only by a
 * rule that fires now.
 */
export function nextStep(open: OpenAlarm | null, rules: readonly RuleStanding[]): AlarmStep {
  const isFiring = rules.some((rule) => rule.isFiring);
  const isFrozenFiring = rules.some((rule) => rule.isFrozenFiring);
  if (open === null) return isFiring ? "open" : "stay";
  if (isFiring) return open.isFrozen ? "thaw" : "stay";
  if (isFrozenFiring) return open.isFrozen ? "stay" : "freeze";
  return "resolve";
}
