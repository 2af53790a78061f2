import type { Reason } from "@/lib/kernel/result";

/**
 * Why this person may not approve a step of this rollout; empty when they may. Both are persons, not doors: whoever acts
 * through an API token is its owner. A rollout that nobody started (the product itself did) may be approved by anybody
 * with the right to approve.
 */
export function approverReasons(given: {
  readonly starter: string | null;
  readonly approver: string | null;
}): readonly Reason[] {
  const { starter, approver } = given;
  if (starter === null || starter !== approver) return [];
  return [
    {
      code: "own_rollout",
      message: "You started this rollout, and nobody approves what they asked for themselves.",
      remedy: "Ask somebody else with the right to approve; an API token of yours is you.",
    },
  ];
}
