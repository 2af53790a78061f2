import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { IgnoreNeedInput } from "../contract";
import { insertIgnore } from "../dependency-store";
import { environmentIdsOf, idOf, serviceIdsOf } from "./resolve-names";

/** The longest time for which something can be ignored at once. */
export const longestIgnoreMs = 90 * 24 * 3_600_000;

/** Take a need out of verdicts, for a reason, until a time that the clock decides. It is shown wherever it counts. */
export const ignoreNeed = defineUseCase({
  name: "dependency.ignore",
  permission: "dependency:ignore",
  input: IgnoreNeedInput,
  subject: (input) => ({ kind: "dependency", id: input.consumer ?? null }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<{ id: string; until: string }> {
    const { consumer, provider, environment, reason } = input;
    const untilMs = Date.parse(input.until);
    if (untilMs <= now || untilMs > now + longestIgnoreMs) {
      throw invalidField("until", "This is in the past, or more than 90 days ahead.", "Choose a time within 90 days.");
    }
    if (consumer === provider) {
      throw invalidField("provider", "A service does not need itself.", "Name the other service, or leave it out.");
    }
    const named = [{ field: "consumer", slug: consumer }, ...(provider ? [{ field: "provider", slug: provider }] : [])];
    const services = await serviceIdsOf(tx, named);
    const places = await environmentIdsOf(tx, environment ? [{ field: "environment", slug: environment }] : []);
    const kept = {
      id: ids.next("dig"),
      consumerId: idOf(services, consumer),
      providerId: provider === null ? null : idOf(services, provider),
      environmentId: environment === null ? null : idOf(places, environment),
      reason,
      by: actor.name,
      at: now,
      untilMs,
    };
    await insertIgnore(prismaExecutor(tx), kept);
    await record({
      subject: { kind: "dependency", id: consumer, name: `${consumer} ${provider ?? "all"}` },
      after: kept,
      reason,
    });
    await hint({ topic: "dependency", id: consumer, revision: 1 });
    return { id: kept.id, until: new Date(untilMs).toISOString() };
  },
});
