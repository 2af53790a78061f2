import type { DeploymentKind } from "../contract";

/** A deployment as far as it depends on what is said of freezes about it. */
export interface FlagFlipCase {
  readonly kind: DeploymentKind;
  /** Every flag of it was asked for before, or may be flipped in an emergency. */
  readonly isCovered: boolean;
  /** What was said of it before; null when nothing was. */
  readonly before: string | null;
  /** What held flag flips there when it started, in words. */
  readonly holds: readonly string[];
}

/**
 * Why a deployment is shown as made in a freeze; null when it is not. Only flags are looked at: what brings a version goes through rollouts
 * or has its ticket. What was once said stays, whatever becomes of the window later.
 */
export function decideMadeInFreeze({ kind, isCovered, before, holds }: FlagFlipCase): string | null {
  if (kind !== "flag_only" || isCovered) return null;
  if (before !== null) return before;
  return holds.length === 0 ? null : `Only reported afterwards. ${holds.join(" ")}`;
}
