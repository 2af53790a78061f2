import { isDeepStrictEqual } from "node:util";
import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type DeclaredNeeds, DeclareNeedsInput, isExactVersion } from "../contract";
import { findDeclarationId, lockDeclaration } from "../declaration-read-model";
import { confirmDeclaration, insertDeclaration, replaceDeclaration } from "../dependency-store";
import { environmentIdsOf, idOf, serviceIdsOf } from "./resolve-names";

/**
 * Say everything that versions of a service need of other services. It replaces what was said before of the same versions, environment and
 * origin; said again as it is, it is only confirmed, so that a pipeline may push it with every build.
 */
export const declareNeeds = defineUseCase({
  name: "dependency.declare",
  permission: "dependency:push",
  input: DeclareNeedsInput,
  subject: (input) => ({ kind: "dependency", id: input.slug ?? null, name: `${input.slug} ${input.versions ?? "*"}` }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<DeclaredNeeds> {
    const { slug, versions, environment, origin, evidence = null } = input;
    const db = prismaExecutor(tx);
    const serviceId = (await serviceIdsBySlug(tx, [slug])).get(slug);
    if (!serviceId) throw notFound("service", slug);
    const itself = input.needs.findIndex(({ service }) => service === slug);
    if (itself >= 0) {
      throw invalidField(`needs.${itself}.service`, "A service does not need itself.", "Take this line out.");
    }
    const named = input.needs.map(({ service }, index) => ({ field: `needs.${index}.service`, slug: service }));
    const providers = await serviceIdsOf(tx, named);
    const places = await environmentIdsOf(
      tx,
      environment === null ? [] : [{ field: "environment", slug: environment }],
    );
    const environmentId = environment === null ? null : idOf(places, environment);
    const needs = input.needs.map(({ service, range }) => ({ providerId: idOf(providers, service), range }));
    const known = await findDeclarationId(db, { serviceId, versions, environmentId, origin });
    const before = known === null ? null : await lockDeclaration(db, known);
    const id = before?.id ?? ids.next("dep");
    const said = { id, serviceId, versions, isExact: isExactVersion(versions), environmentId, origin, evidence, needs };
    const isUnchanged = before !== null && isDeepStrictEqual(before.needs, sorted(input.needs));
    if (!before) await insertDeclaration(db, { ...said, by: actor.name, at: now });
    else if (isUnchanged) await confirmDeclaration(db, { id, evidence, at: now });
    else await replaceDeclaration(db, { ...said, by: actor.name, at: now });
    const after = await lockDeclaration(db, id);
    if (!after) throw new Error("a declaration just saved is not there");
    await record({ subject: { kind: "dependency", id: slug, name: `${slug} ${versions}` }, before, after });
    await hint({ topic: "dependency", id: slug, revision: after.revision });
    return { ...after, isUnchanged };
  },
});

function sorted(needs: readonly { service: string; range: string }[]): { service: string; range: string }[] {
  return needs
    .map(({ service, range }) => ({ service, range }))
    .sort((left, right) => (left.service < right.service ? -1 : 1));
}
