import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type DeclaredSchemaRange, DeclareSchemaRangeInput } from "../contract";
import { insertSchemaRange } from "../schema-store";

/** Say on which versions of its schema a version of a service runs. What was said before counts no more. */
export const declareSchemaRange = defineUseCase({
  name: "schema.declare_range",
  permission: "signal:push",
  input: DeclareSchemaRangeInput,
  subject: (input) => ({ kind: "schema", id: null, name: `${input.slug ?? ""} ${input.version ?? ""}` }),
  async handle({ input, actor, now, tx, record, hint }): Promise<DeclaredSchemaRange> {
    const { slug, version, min, max } = input;
    const serviceId = (await serviceIdsBySlug(tx, [slug])).get(slug);
    if (!serviceId) throw notFound("service", slug);
    await insertSchemaRange(prismaExecutor(tx), { serviceId, version, min, max, by: actor.name, at: now });
    await record({ subject: { kind: "schema", id: serviceId, name: `${slug} ${version}` }, after: { min, max } });
    await hint({ topic: "schema", id: slug, revision: 1 });
    return { service: slug, version, min, max };
  },
});
