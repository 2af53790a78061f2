import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { retryFailedSubjects } from "../replay-store";

/** Have every projection that failed tried again. */
export const retrySubjects = defineUseCase({
  name: "signal-subject.retry",
  permission: "signal:replay",
  input: z.strictObject({}),
  subject: () => ({ kind: "signal_subject", id: null }),
  async handle({ tx, record }): Promise<{ queued: number }> {
    const queued = await retryFailedSubjects(prismaExecutor(tx));
    await record({ subject: { kind: "signal_subject", id: null }, detail: { queued } });
    return { queued };
  },
});
