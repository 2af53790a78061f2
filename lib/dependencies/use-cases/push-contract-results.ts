import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { PushContractResultsInput } from "../contract";
import { insertContractResults } from "../dependency-store";
import { idOf, serviceIdsOf } from "./resolve-names";

/** Take what tests of pairs of versions came to, all of it or nothing. Append-only; of a pair the newest result counts. */
export const pushContractResults = defineUseCase({
  name: "contract-result.push",
  permission: "dependency:push",
  input: PushContractResultsInput,
  subject: (input) => ({ kind: "dependency", id: input.items?.[0]?.consumer ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<{ taken: number }> {
    const { items } = input;
    const itself = items.findIndex(({ consumer, provider }) => consumer === provider);
    if (itself >= 0) {
      throw invalidField(`items.${itself}.provider`, "A service is not tested with itself.", "Name the other service.");
    }
    const named = items.flatMap(({ consumer, provider }, index) => [
      { field: `items.${index}.consumer`, slug: consumer },
      { field: `items.${index}.provider`, slug: provider },
    ]);
    const services = await serviceIdsOf(tx, named);
    const results = items.map(
      ({ consumer, consumerVersion, provider, providerVersion, verified, evidence = null }) => ({
        consumerId: idOf(services, consumer),
        consumerVersion,
        providerId: idOf(services, provider),
        providerVersion,
        isVerified: verified,
        evidence,
      }),
    );
    await insertContractResults(prismaExecutor(tx), results, { by: actor.name, at: now });
    await record({ subject: { kind: "dependency", id: items[0]?.consumer ?? null }, after: { items } });
    for (const slug of new Set(items.map(({ consumer }) => consumer))) {
      await hint({ topic: "dependency", id: slug, revision: 1 });
    }
    return { taken: items.length };
  },
});
