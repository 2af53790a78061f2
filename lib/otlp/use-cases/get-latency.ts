import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { LatencyInput, type LatencyView } from "../contract";
import { loadLatency } from "../latency-read-model";

/** Latency of a service by version, from its own spans and metrics. A service that sends none has no versions here. */
export const getLatency = defineQuery({
  name: "latency.get",
  permission: "catalog:read",
  input: LatencyInput,
  async handle({ input, db, now }): Promise<LatencyView> {
    const { slug, environment, hours } = input;
    return loadLatency(prismaExecutor(db), { slug, environment, fromMs: now - hours * 3_600_000, toMs: now + 60_000 });
  },
});
