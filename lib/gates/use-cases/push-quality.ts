import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type PushedQuality, PushQualityInput } from "../contract";
import { insertQuality } from "../quality-store";

/**
 * Take what a pipeline measured of a version: tests, coverage, benchmarks against their limits. Append-only; of each suite the newest
 * counts, and approvals of what was known before count no more.
 */
export const pushQuality = defineUseCase({
  name: "quality.push",
  permission: "signal:push",
  input: PushQualityInput,
  subject: (input) => ({ kind: "quality", id: null, name: `${input.slug ?? ""} ${input.version ?? ""}` }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<PushedQuality> {
    const { slug, version, suite, tests = null, coveragePercent, benchmarks, url = null } = input;
    const serviceId = (await serviceIdsBySlug(tx, [slug])).get(slug);
    if (!serviceId) throw notFound("service", slug);
    const id = ids.next("qlt");
    const coverageRatio = coveragePercent === undefined ? null : coveragePercent / 100;
    const kept = {
      id,
      serviceId,
      version,
      suite,
      tests,
      coverageRatio,
      benchmarks,
      url,
      pushedBy: actor.name,
      at: now,
    };
    await insertQuality(prismaExecutor(tx), kept);
    await record({ subject: { kind: "quality", id, name: `${slug} ${version}` }, after: kept });
    await hint({ topic: "gate", id: slug, revision: 1 });
    return { id, version, suite, at: new Date(now).toISOString() };
  },
});
