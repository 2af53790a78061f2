import type { QueryKey } from "@tanstack/react-query";
import type { Hint } from "@/components/live/live-connection";
import { rolloutKeys } from "@/lib/rollouts/queries";

/**
 * Which queries a hint makes stale. A transition changes lists, the service's page and its deployments too; the live
 * progress, told each second, only the page of that rollout: lists follow it at their own pace.
 */
export function keysOfHint(hint: Hint): readonly QueryKey[] {
  if (hint.topic === "rollout-live") return [rolloutKeys.detail(hint.id), rolloutKeys.samples(hint.id)];
  if (hint.topic !== "rollout") return [[hint.topic]];
  return [
    rolloutKeys.detail(hint.id),
    rolloutKeys.lists,
    rolloutKeys.overview,
    ["service"],
    ["deployment"],
    ["target"],
    ["environment"],
    ["insights"],
    ["train"],
  ];
}
