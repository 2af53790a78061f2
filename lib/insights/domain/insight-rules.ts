/** What counts in figures. Versioned: an old version is never changed, and each figure names the one it was made by. */
export interface InsightRules {
  /** IANA zone in which days, weeks, months and quarters begin. */
  readonly timeZone: string;
  /** Kinds of environment whose deployments are meant when nobody asks for an environment. */
  readonly productionKinds: readonly ("development" | "testing" | "staging" | "production")[];
  /** Further environments that count as production, by their short names. */
  readonly productionEnvironments: readonly string[];
  /** Tiers that are in the organisation's figures. */
  readonly tiers: readonly number[];
  readonly countFlaggedChanges: boolean;
  readonly countEmergencies: boolean;
  readonly countUnauthorized: boolean;
  readonly countRedeploys: boolean;
  readonly countRollbacks: boolean;
  readonly countImports: boolean;
  /** Take the time in which a change waited for masked or synthetic data out of its lead time. */
  readonly leaveOutDataPreparation: boolean;
  /** An incident this long or longer after a deployment is not its failure, unless a person says so. In hours. */
  readonly failureWindowHours: number;
  readonly failBy: {
    readonly incident: boolean;
    readonly rolledBack: boolean;
    readonly followedByRollback: boolean;
  };
  /** Rollbacks are rework too. */
  readonly reworkCountsRollbacks: boolean;
  /** Below this number of observations a figure is not shown. */
  readonly minimumN: number;
}

export const defaultRules: InsightRules = {
  timeZone: "UTC",
  productionKinds: ["production"],
  productionEnvironments: [],
  tiers: [0, 1, 2, 3],
  countFlaggedChanges: false,
  countEmergencies: true,
  countUnauthorized: true,
  countRedeploys: false,
  countRollbacks: false,
  countImports: true,
  leaveOutDataPreparation: false,
  failureWindowHours: 72,
  failBy: { incident: true, rolledBack: true, followedByRollback: true },
  reworkCountsRollbacks: false,
  minimumN: 5,
};

/** Rules as they are stored, with the number by which figures name them. */
export interface RulesVersion {
  readonly version: number;
  readonly rules: InsightRules;
}
