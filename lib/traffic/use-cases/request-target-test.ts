import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { testTargetJob } from "../jobs";
import { TargetIdInput } from "../target-contract";
import { findTarget } from "../target-read-model";
import { saveTest } from "../target-store";

/** Ask for a connection test. The worker makes it, because only the worker talks to data planes; the result is shown with the target. */
export const requestTargetTest = defineUseCase({
  name: "target.test",
  permission: "target:test",
  input: TargetIdInput,
  subject: (input) => ({ kind: "target", id: input.id ?? null }),
  async handle({ input, tx, record, enqueue, hint }): Promise<{ requested: true }> {
    const target = await findTarget(tx, input.id);
    if (!target) throw new AppError("not_found", { detail: "There is no such target." });
    await saveTest(tx, input.id, { pending: true }, null);
    await enqueue(testTargetJob, { targetId: input.id });
    await record({
      subject: { kind: "target", id: input.id, name: `${target.service.slug} in ${target.environment.slug}` },
    });
    await hint({ topic: "target", id: input.id, revision: target.revision });
    return { requested: true };
  },
});
