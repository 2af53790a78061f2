import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { GetSchemasInput, type SchemasView } from "../contract";
import { runsOn } from "../domain/schema-range";
import { loadSchemaRanges, loadSchemas } from "../schema-read-model";

/** Where the schema of a service is, and which of its versions can run there. */
export const getSchemas = defineQuery({
  name: "schema.get",
  permission: "train:read",
  input: GetSchemasInput,
  async handle({ input, db }): Promise<SchemasView> {
    const { slug } = input;
    const serviceId = (await serviceIdsBySlug(db, [slug])).get(slug);
    if (!serviceId) throw notFound("service", slug);
    const run = prismaExecutor(db);
    const ranges = await loadSchemaRanges(run, serviceId);
    const schemas = await loadSchemas(run, serviceId);
    return {
      environments: schemas.map((one) => ({
        ...one,
        runs: ranges.filter((range) => runsOn(range, one.schema)).map(({ version }) => version),
      })),
      ranges,
    };
  },
});
