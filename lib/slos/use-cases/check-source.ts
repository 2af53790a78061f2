import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { findCountedCheck } from "@/lib/synthetics/check-read-model";
import { runBoundsMs } from "@/lib/synthetics/domain/limits";
import type { ObjectiveSli } from "../sli-contract";

interface PlaceIds {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** Throws `invalid_input` unless the synthetic check that an indicator names looks at the same place and keeps its threshold. */
export async function assertCheckFits(tx: Tx, sli: ObjectiveSli, place: PlaceIds): Promise<void> {
  if ((sli.kind !== "availability" && sli.kind !== "latency") || sli.check === undefined) return;
  const field = "definition.sli.check";
  const check = await findCountedCheck(tx, sli.check);
  if (!check) {
    throw invalidField(field, `There is no synthetic check “${sli.check}”.`, "Choose one, or count the requests.");
  }
  if (check.serviceId !== place.serviceId || check.environmentId !== place.environmentId) {
    const remedy = "Choose a check of the objective's own service and environment.";
    throw invalidField(field, "This check looks at another service or environment.", remedy);
  }
  if (sli.kind === "latency" && !(runBoundsMs as readonly number[]).includes(sli.thresholdMs)) {
    const message = `Runs of checks are kept by these bounds: ${runBoundsMs.join(", ")} ms.`;
    throw invalidField("definition.sli.thresholdMs", message, "Give one of them.");
  }
}
