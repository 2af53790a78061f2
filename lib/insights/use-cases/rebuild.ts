import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { RebuildInput } from "../contract";
import { builderVersion } from "../domain/build-records";
import { beginGeneration } from "../generation-store";

/** Make every delivery record again, beside the present ones; figures change over when all are there. */
export const rebuildRecords = defineUseCase({
  name: "insight.rebuild",
  permission: "insights:rules",
  input: RebuildInput,
  subject: () => ({ kind: "insight_generation", id: null }),
  async handle({ input, tx, actor, record, hint }): Promise<{ generation: number }> {
    const asked = { builderVersion, reason: input.reason, requestedBy: actor.name };
    const generation = await beginGeneration(prismaExecutor(tx), asked);
    if (generation === null)
      throw new AppError("conflict", {
        detail: "The records are being made again already; wait until that has ended.",
      });
    await record({
      subject: { kind: "insight_generation", id: String(generation), name: `Generation ${generation}` },
      reason: input.reason,
      after: { generation, builderVersion },
    });
    await hint({ topic: "insights", id: "build", revision: generation });
    return { generation };
  },
});
