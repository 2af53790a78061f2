import type { Reason } from "@/lib/kernel/result";
import type { Tx } from "@/lib/platform/db/prisma";
import { knownSourceSlugs } from "@/lib/telemetry/source-read-model";
import type { TelemetryBinding } from "../target-contract";

/** A reason for each binding whose metric source does not exist. `target` stands for the data plane's own counters. */
export async function missingSources(tx: Tx, bindings: readonly TelemetryBinding[]): Promise<Reason[]> {
  const wanted = bindings.map((binding) => binding.source).filter((source) => source !== "target");
  const known = (await knownSourceSlugs(tx, wanted)).add("target");
  return bindings.flatMap((binding, index) =>
    known.has(binding.source)
      ? []
      : [
          {
            code: "unknown_source",
            field: `telemetry.${index}.source`,
            message: `There is no metric source "${binding.source}".`,
            remedy: "Create the metric source first, or use `target` for the data plane's own counters.",
          },
        ],
  );
}
