import type { RolloutOverview } from "@/lib/rollouts/api-contract";
import type { RolloutListFilter } from "@/lib/rollouts/queries";

export const listTabs = ["needs", "flight", "recent"] as const;

interface ListView {
  readonly tab: (typeof listTabs)[number];
  readonly service: string | null;
  readonly environment: string | null;
  readonly phase: string | null;
  readonly cursor: string | null;
}

/** What the address says, as the API asks it. Server and browser make the same key of it. */
export function listFilter({ tab, service, environment, phase, cursor }: ListView): RolloutListFilter {
  return {
    ...(service ? { service } : {}),
    ...(environment ? { environment } : {}),
    ...(phase && tab !== "needs" ? { phase } : {}),
    ...(tab === "needs" ? { attention: "true" } : { open: tab === "flight" ? "true" : "false" }),
    ...(cursor ? { cursor } : {}),
  };
}

/** The page's answer: "5 rollouts are under way, 2 of them need a person." */
export function listAnswer({ active, queued }: Pick<RolloutOverview, "active" | "queued">): string {
  const waiting = active.filter((rollout) => rollout.needsAttention).length;
  const queue =
    queued.length === 0 ? "" : `; ${queued.length} more ${queued.length === 1 ? "waits" : "wait"} in the queue`;
  if (active.length === 0) {
    return queued.length === 0 ? "Nothing is under way." : `Nothing moves; ${queued.length} in the queue.`;
  }
  const under = active.length === 1 ? "1 rollout is under way" : `${active.length} rollouts are under way`;
  if (waiting === 0) return `${under}, none needs a person${queue}.`;
  return `${under}, ${waiting} of them ${waiting === 1 ? "needs" : "need"} a person${queue}.`;
}
