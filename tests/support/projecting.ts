import { createHash } from "node:crypto";
import type { Fact } from "@/lib/ingest/domain/fact";
import { canonicalFact, inOrder, type StoredFact } from "@/lib/ingest/domain/fact-identity";
import type { NameResolver, Projector } from "@/lib/ingest/port";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";

/** Names that mean what they say: the id of the service or environment with that slug. */
export async function slugNames(runtime: Runtime): Promise<NameResolver> {
  const services = new Map((await runtime.db.service.findMany()).map(({ slug, id }) => [slug, id]));
  const environments = new Map((await runtime.db.environment.findMany()).map(({ slug, id }) => [slug, id]));
  return {
    service: (_sourceId, name) => services.get(name ?? "") ?? null,
    environment: (_sourceId, name) => environments.get(name ?? "") ?? null,
  };
}

/** Have projectors make the rows of the subjects of `facts`, as the intake loop does: all facts of a subject, in order. */
export async function project(
  runtime: Runtime,
  projectors: readonly Projector[],
  facts: readonly Fact[],
): Promise<void> {
  const names = await slugNames(runtime);
  const stored = new Map(
    facts.map((fact) => {
      const id = createHash("sha256").update(canonicalFact(fact)).digest("hex");
      return [id, { id, fact, sourceId: "src_test" } satisfies StoredFact] as const;
    }),
  );
  const bySubject = Map.groupBy(stored.values(), ({ fact }) => fact.subjectKey);
  const subjects = [...bySubject].map(([subjectKey, told]) => ({ subjectKey, facts: inOrder(told) }));
  const context = { names, nextId: (prefix: string) => runtime.ids.next(prefix) };
  for (const projector of projectors) {
    const own = subjects.filter((one) => one.facts.some(({ fact }) => projector.kinds.includes(fact.kind)));
    if (own.length > 0) await runtime.db.$transaction((tx) => projector.project(prismaExecutor(tx), own, context));
  }
}
