import { AppError } from "@/lib/kernel/app-error";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import { until } from "./until";

/**
 * Give a command on the present revision, as a person does who looks again when it changed meanwhile: the loop writes in
 * between when it likes. Answers the rollout that the command was given on.
 */
export function onPresentRevision(
  read: () => Promise<RolloutDetail>,
  give: (seen: RolloutDetail) => Promise<unknown>,
): Promise<RolloutDetail> {
  return until("a command on the present revision is taken", async () => {
    const seen = await read();
    const isTaken = await give(seen).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && error.code === "stale_state") return false;
        throw error;
      },
    );
    return isTaken && seen;
  });
}
