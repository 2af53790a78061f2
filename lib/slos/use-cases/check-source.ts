import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { findCountedCheck } from "@/lib/synthetics/check-read-model";
import { runBoundsMs } from "@/lib/synthetics/domain/limits";
import { eventsQuery } from "@/lib/telemetry/domain/events-query";
import { isBareSelector } from "@/lib/telemetry/domain/promql-lexer";
import { findSource } from "@/lib/telemetry/source-read-model";
import type { ObjectiveSli } from "../sli-contract";

interface PlaceIds {
  readonly serviceId: string;
  readonly environmentId: string;
}

/**
 * Throws `invalid_input` unless what an indicator is counted by is there and fits: the synthetic check that it names, or the source that its
 * queries are asked of.
 */
export async function assertSourceFits(tx: Tx, sli: ObjectiveSli, place: PlaceIds): Promise<void> {
  await assertCheckFits(tx, sli, place);
  if (sli.kind !== "ratio" || sli.meter.kind !== "query") return;
  const { source: slug, good, total } = sli.meter;
  const source = await findSource(tx, slug);
  if (!source)
    throw invalidField("definition.sli.meter.source", `There is no metric source “${slug}”.`, "Choose one, or add it.");
  if (source.config.kind !== "prometheus") return;
  const fault = eventsQuery({ good, total });
  if (typeof fault === "string") return;
  const field = isBareSelector(good) ? "total" : "good";
  const remedy = "Name the counter with its labels, without functions: growth, resets and sums are taken here.";
  throw invalidField(`definition.sli.meter.${field}`, fault.detail, remedy);
}

/** Throws `invalid_input` unless the synthetic check that an indicator names looks at the same place and keeps its threshold. */
async function assertCheckFits(tx: Tx, sli: ObjectiveSli, place: PlaceIds): Promise<void> {
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
