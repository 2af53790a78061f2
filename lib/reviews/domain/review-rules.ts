/** What is required, and when something counts as stale. Data: versions are kept. */
export interface ReviewRules {
  readonly rootCause: {
    /** Tiers of services whose breaches need a root cause. */
    readonly breachTiers: readonly number[];
    /** Tiers of services whose failed changes in production need one. */
    readonly failedChangeTiers: readonly number[];
    /** Signed within so many days. */
    readonly dueDays: number;
    /** Failed changes older than this are history. */
    readonly withinDays: number;
  };
  /** So many breaches of an objective in its last so many periods need a retrospective. */
  readonly repeated: { readonly breaches: number; readonly periods: number };
  readonly agenda: { readonly waiverDays: number; readonly emergencyDays: number };
  readonly stale: {
    /** How many ended periods are looked at. */
    readonly periods: number;
    /** Nothing measured for so many days. */
    readonly measuredDays: number;
    /** Errors in every period at least so many times what the target allows. */
    readonly missFactor: number;
  };
}
