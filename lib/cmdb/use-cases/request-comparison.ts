import { z } from "zod";
import { defineUseCase } from "@/lib/platform/use-case";
import { reconcileJob } from "../jobs";

/** Ask for a comparison now. */
export const requestComparison = defineUseCase({
  name: "reconciliation.request",
  permission: "reconciliation:write",
  input: z.strictObject({}),
  subject: () => ({ kind: "reconciliation", id: null }),
  async handle({ actor, record, enqueue }): Promise<{ requested: true }> {
    await enqueue(reconcileJob, { cause: `asked for by ${actor.name}` });
    await record({ subject: { kind: "reconciliation", id: null } });
    return { requested: true };
  },
});
