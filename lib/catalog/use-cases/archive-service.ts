import { AppError } from "@/lib/kernel/app-error";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { ServiceRevisionInput, type ServiceView } from "../contract";
import { openRolloutNumbers, saveService } from "../service-store";
import { lockedService } from "./edit-service";

/** Take a service out of the lists. Its history stays; nothing is deleted. Refused while a rollout is open. */
export const archiveService = defineUseCase({
  name: "service.archive",
  permission: "catalog:write",
  input: ServiceRevisionInput,
  subject: (input) => ({ kind: "service", id: input.slug ?? null }),
  async handle({ input, tx, now, record, hint }): Promise<ServiceView> {
    const before = await lockedService(tx, input.slug);
    requireRevision(before, input.revision);
    const open = await openRolloutNumbers(tx, before.id);
    if (open.length > 0) throw stillMoving(open);
    await saveService(tx, input.slug, { archivedAt: new Date(now) });
    const after = await lockedService(tx, input.slug);
    const subject = { kind: "service", id: input.slug, name: after.name };
    await record({ subject, reason: input.reason ?? null, before, after });
    await hint({ topic: "service", id: input.slug, revision: after.revision });
    return after;
  },
});

function stillMoving(numbers: readonly number[]): AppError {
  return new AppError("rejected", {
    detail: "The service has rollouts that have not ended.",
    reasons: numbers.map((number) => ({
      code: "rollout_open",
      message: `Rollout #${number} has not ended.`,
      remedy: "Let it end, or abort it, and archive the service then.",
      facts: { number },
    })),
  });
}

/** Put an archived service back into the lists. */
export const restoreService = defineUseCase({
  name: "service.restore",
  permission: "catalog:write",
  input: ServiceRevisionInput,
  subject: (input) => ({ kind: "service", id: input.slug ?? null }),
  async handle({ input, tx, record, hint }): Promise<ServiceView> {
    const before = await lockedService(tx, input.slug);
    requireRevision(before, input.revision);
    await saveService(tx, input.slug, { archivedAt: null });
    const after = await lockedService(tx, input.slug);
    const subject = { kind: "service", id: input.slug, name: after.name };
    await record({ subject, reason: input.reason ?? null, before, after });
    await hint({ topic: "service", id: input.slug, revision: after.revision });
    return after;
  },
});
