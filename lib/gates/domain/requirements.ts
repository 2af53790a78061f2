import type { RequirementRule } from "../contract";

/** A requirement as it is kept. */
export interface ScopedRequirement {
  readonly id: string;
  /** Null: every tier. */
  readonly tier: number | null;
  /** Null: every environment. */
  readonly environmentId: string | null;
  readonly mode: "required" | "advisory";
  readonly rule: RequirementRule;
}

/** How exactly a requirement names the place: an environment says more than a tier, both say most. */
function exactness({ tier, environmentId }: ScopedRequirement): number {
  return (environmentId === null ? 0 : 2) + (tier === null ? 0 : 1);
}

/**
 * What applies to a service of a tier in an environment: of each kind the most exact requirement, so that a general rule can be
 * softened or sharpened for one place. In order of kinds.
 */
export function requirementsAt(
  all: readonly ScopedRequirement[],
  place: { readonly tier: number; readonly environmentId: string },
): readonly ScopedRequirement[] {
  const best = new Map<string, ScopedRequirement>();
  for (const one of all) {
    if (one.tier !== null && one.tier !== place.tier) continue;
    if (one.environmentId !== null && one.environmentId !== place.environmentId) continue;
    const other = best.get(one.rule.kind);
    if (other === undefined || exactness(one) > exactness(other)) best.set(one.rule.kind, one);
  }
  return [...best.values()].sort((left, right) => (left.rule.kind < right.rule.kind ? -1 : 1));
}
