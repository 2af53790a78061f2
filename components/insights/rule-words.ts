import type { ExclusionReason } from "@/lib/insights/domain/counting";
import type { InsightRules } from "@/lib/insights/domain/insight-rules";

type SwitchName =
  | "countFlaggedChanges"
  | "countEmergencies"
  | "countUnauthorized"
  | "countRedeploys"
  | "countRollbacks"
  | "countImports"
  | "leaveOutDataPreparation"
  | "reworkCountsRollbacks";

export interface RuleSwitch {
  readonly name: SwitchName;
  readonly label: string;
  readonly description: string;
  /** Reason by which rows are left out when it is off. */
  readonly reason: ExclusionReason | null;
}

/** The options that are on or off, in the order in which they are asked. */
export const ruleSwitches: readonly RuleSwitch[] = [
  {
    name: "countUnauthorized",
    label: "Count deployments without a change ticket",
    description: "Off: they are shown, and in no figure.",
    reason: "unauthorized",
  },
  {
    name: "countEmergencies",
    label: "Count emergency deployments",
    description: "Off: they are told apart, so that figures are about planned work.",
    reason: "emergency",
  },
  {
    name: "countFlaggedChanges",
    label: "Count flag changes without a new version",
    description: "On: changing a flag is a deployment.",
    reason: "flag_only",
  },
  {
    name: "countRedeploys",
    label: "Count redeploys of the same version",
    description: "On: frequency counts them; they bring no change.",
    reason: "redeploy",
  },
  {
    name: "countRollbacks",
    label: "Count rollbacks as deployments",
    description: "Off: they are counted apart, with their own time.",
    reason: "rollback",
  },
  {
    name: "countImports",
    label: "Count imported deployments",
    description: "Off: only what was seen live is in figures.",
    reason: "imported",
  },
  {
    name: "leaveOutDataPreparation",
    label: "Leave waiting for masked or synthetic data out of lead time",
    description: "On: the stage “Preparing data” is taken out of each change's lead time.",
    reason: null,
  },
  {
    name: "reworkCountsRollbacks",
    label: "Count rollbacks as rework",
    description: "On: the rework rate has rollbacks above and below the line.",
    reason: null,
  },
];

export const failureSwitches: readonly { readonly name: keyof InsightRules["failBy"]; readonly label: string }[] = [
  { name: "incident", label: "An incident was caused by it" },
  { name: "rolledBack", label: "It was taken back while it had users" },
  { name: "followedByRollback", label: "The next change of version was a rollback" },
];

const optionNames: Readonly<Partial<Record<keyof InsightRules, string>>> = {
  timeZone: "time zone",
  productionKinds: "kinds of environment that are production",
  productionEnvironments: "further production environments",
  tiers: "tiers",
  failureWindowHours: "failure window",
  failBy: "failure signals",
  minimumN: "smallest sample",
};

/** An option by the name that people know it by. */
export function optionName(name: keyof InsightRules): string {
  return optionNames[name] ?? ruleSwitches.find((one) => one.name === name)?.label.toLowerCase() ?? name;
}
