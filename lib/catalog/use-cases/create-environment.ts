import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateEnvironmentInput, type EnvironmentView } from "../contract";
import { findEnvironment } from "../environment-read-model";
import { insertEnvironment } from "../environment-store";

/** Add a place where services run. */
export const createEnvironment = defineUseCase({
  name: "environment.create",
  permission: "environment:write",
  input: CreateEnvironmentInput,
  subject: (input) => ({ kind: "environment", id: input.slug ?? null }),
  async handle({ input, tx, ids, record, hint }): Promise<EnvironmentView> {
    if (await findEnvironment(tx, input.slug)) {
      const message = `There is an environment “${input.slug}” already.`;
      throw alreadyTaken("slug", message, "Choose another slug, or edit that one.");
    }
    await insertEnvironment(tx, { id: ids.next("env"), ...input });
    await record({ subject: { kind: "environment", id: input.slug, name: input.name }, after: input });
    await hint({ topic: "environment", id: input.slug, revision: 1 });
    const created = await findEnvironment(tx, input.slug);
    if (!created) throw new Error("an environment that was just inserted is not there");
    return created;
  },
});
