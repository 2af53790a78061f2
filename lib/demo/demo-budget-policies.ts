import type { z } from "zod";
import type { CreateBudgetPolicyInput } from "@/lib/policies/contract";

type DemoPolicy = Pick<z.input<typeof CreateBudgetPolicyInput>, "slug" | "name" | "definition">;
type Thresholds = DemoPolicy["definition"]["thresholds"];

const freeze = (leftPercent: number): Thresholds[number] => ({
  leftPercent,
  effect: { kind: "freeze", exemptions: ["incident_fix", "emergency"] },
  tell: ["Owner of the service", "Release managers"],
});

/** The more critical the tier, the earlier it slows down. */
const thresholds: readonly Thresholds[] = [
  [
    { leftPercent: 75, effect: { kind: "slow_down", maxStartsPerDay: 4, bakeFactor: 2 } },
    { leftPercent: 25, effect: { kind: "approval" }, tell: ["Owner of the service"] },
    freeze(5),
  ],
  [
    { leftPercent: 50, effect: { kind: "slow_down", maxStartsPerDay: null, bakeFactor: 2 } },
    { leftPercent: 20, effect: { kind: "approval" }, tell: ["Owner of the service"] },
    freeze(0),
  ],
  [{ leftPercent: 20, effect: { kind: "slow_down", maxStartsPerDay: null, bakeFactor: 2 } }, freeze(0)],
  [freeze(0)],
];

/**
 * A policy for each tier. They tell and do not hold: the versions that fail are shipped on purpose here, again and again, and a policy that
 * acts would end the demonstration with the budget. Switch “It acts” on to see it hold.
 */
export const demoBudgetPolicies: readonly DemoPolicy[] = thresholds.map((given, tier) => ({
  slug: `tier-${tier}`,
  name: `Budget policy of tier ${tier}`,
  definition: { scope: { tier, environmentKinds: ["production"] }, isActing: false, thresholds: given },
}));
