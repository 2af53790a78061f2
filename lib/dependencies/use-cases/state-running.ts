import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { StateRunningInput } from "../contract";
import { savePresences } from "../dependency-store";
import { environmentIdsOf, idOf, serviceIdsOf } from "./resolve-names";

/**
 * Say which versions run where, for services of which nothing else tells: what an installation brings on its first day. A target that the
 * product steers, and a deployment after this, say more and win.
 */
export const stateRunning = defineUseCase({
  name: "dependency.state_running",
  permission: "dependency:push",
  input: StateRunningInput,
  subject: (input) => ({ kind: "dependency", id: input.items?.[0]?.service ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<{ taken: number }> {
    const { items, evidence = null } = input;
    const keys = items.map(({ service, environment }) => `${service} ${environment}`);
    const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
    if (twice >= 0) {
      throw invalidField(
        `items.${twice}.service`,
        "This place is named twice.",
        "Name each service once for each environment.",
      );
    }
    const services = await serviceIdsOf(
      tx,
      items.map(({ service }, index) => ({ field: `items.${index}.service`, slug: service })),
    );
    const places = await environmentIdsOf(
      tx,
      items.map(({ environment }, index) => ({ field: `items.${index}.environment`, slug: environment })),
    );
    const presences = items.map(({ service, environment, versions }) => ({
      serviceId: idOf(services, service),
      environmentId: idOf(places, environment),
      versions: [...new Set(versions)],
    }));
    await savePresences(prismaExecutor(tx), presences, { by: actor.name, at: now, evidence });
    await record({ subject: { kind: "dependency", id: items[0]?.service ?? null }, after: { items, evidence } });
    await hint({ topic: "dependency", id: items[0]?.service ?? "", revision: 1 });
    return { taken: items.length };
  },
});
