import type { Instant } from "@/lib/kernel/instant";

/** A waiver in force of the kind `freeze`, for one service in one environment. */
export interface FreezeBend {
  /** W-12. */
  readonly reference: string;
  /** Id of the window, or `*` for every one. */
  readonly subject: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly endsAt: Instant;
}

export interface Bent<Reason> {
  readonly held: readonly Reason[];
  readonly waived: readonly { readonly reason: Reason; readonly by: FreezeBend }[];
}

/**
 * Which of the reasons that hold a place go on holding it, and which a waiver in force lifts there. A waiver of one window lifts that
 * window only; that no maintenance window is planned at all is lifted by a waiver of every window only.
 */
export function bendHolds<Reason extends { readonly windowId: string | null }>(
  reasons: readonly Reason[],
  place: { readonly serviceId: string; readonly environmentId: string },
  bends: readonly FreezeBend[],
): Bent<Reason> {
  const here = bends.filter((bend) => bend.serviceId === place.serviceId && bend.environmentId === place.environmentId);
  const held: Reason[] = [];
  const waived: { reason: Reason; by: FreezeBend }[] = [];
  for (const reason of reasons) {
    const by = here.find((bend) => bend.subject === "*" || bend.subject === reason.windowId);
    if (by) waived.push({ reason, by });
    else held.push(reason);
  }
  return { held, waived };
}
