import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findCheckRow } from "../check-read-model";
import { CheckSlugInput } from "../contract";
import { insertAsked } from "../run-store";

/** Ask for one run now, also of a check that is out of use. It counts in no objective: only the schedule's runs do. */
export const runCheckNow = defineUseCase({
  name: "synthetic.run",
  permission: "target:test",
  input: CheckSlugInput,
  subject: (input) => ({ kind: "synthetic", id: input.slug ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<{ requested: true }> {
    const found = await findCheckRow(tx, input.slug);
    if (!found) throw notFound("synthetic check", input.slug);
    if (!(await insertAsked(prismaExecutor(tx), { checkId: found.id, by: actor.name, at: now }))) {
      throw new AppError("conflict", { detail: "A run that somebody asked for is under way. Wait for its end." });
    }
    await record({ subject: { kind: "synthetic", id: found.slug, name: found.name } });
    await hint({ topic: "synthetic", id: found.slug, revision: found.revision });
    return { requested: true };
  },
});
