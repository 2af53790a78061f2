import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type PushedSchema, PushSchemaInput } from "../contract";
import { stepReasons } from "../domain/schema-range";
import { environmentIdsBySlug } from "../place-read-model";
import { currentSchema } from "../schema-read-model";
import { insertSchemaStep, lockSchema } from "../schema-store";

/** Take from a pipeline to which version its migrations brought a schema. The same again changes nothing; a way back is refused. */
export const pushSchema = defineUseCase({
  name: "schema.push",
  permission: "signal:push",
  input: PushSchemaInput,
  subject: (input) => ({ kind: "schema", id: null, name: `${input.slug ?? ""} in ${input.environment ?? ""}` }),
  async handle({ input, actor, now, tx, record, hint }): Promise<PushedSchema> {
    const { slug, environment, schema } = input;
    const db = prismaExecutor(tx);
    const serviceId = (await serviceIdsBySlug(tx, [slug])).get(slug);
    if (!serviceId) throw notFound("service", slug);
    const environmentId = (await environmentIdsBySlug(db, [environment])).get(environment);
    if (!environmentId)
      throw invalidField("environment", "There is no such environment.", "Choose one of the catalog.");
    await lockSchema(db, serviceId, environmentId);
    const before = await currentSchema(db, { serviceId, environmentId });
    const reasons = stepReasons(before, schema);
    if (reasons.length > 0) throw new AppError("rejected", { detail: reasons[0]?.message ?? "", reasons });
    await insertSchemaStep(db, { serviceId, environmentId, version: schema, by: actor.name, at: now });
    const subject = { kind: "schema", id: `${serviceId}:${environmentId}`, name: `${slug} in ${environment}` };
    await record({ subject, before: { schema: before }, after: { schema } });
    await hint({ topic: "schema", id: slug, revision: 1 });
    return { service: slug, environment, schema, before };
  },
});
