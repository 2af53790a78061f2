import type { SqlExecutor } from "@/lib/platform/db/executor";
import { inOrder } from "../domain/fact-identity";
import { createNameResolver } from "../domain/name-resolver";
import { loadSubjects, type SubjectFacts } from "../fact-store";
import { loadNames, noteUnknownNames } from "../name-store";
import type { ProjectedSubject, Projector } from "../port";
import { type ClaimedSubject, claimSubjects, clearSubjects, postponeSubject } from "../subject-store";
import { inHalves } from "./in-halves";
import type { IntakeParts } from "./intake-parts";

/** Waiting times after each failure of a projection; after the last one the subject is set aside. */
const retryAfterMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const;

/** Subjects that concern a projector: something of its kinds was said of them, now or before. */
function concerning(projector: Projector, claimed: ReadonlyMap<string, string>, subjects: readonly SubjectFacts[]) {
  const kinds: readonly string[] = projector.kinds;
  return subjects.filter(
    ({ subjectKey, kinds: said }) =>
      kinds.includes(claimed.get(subjectKey) ?? "") || kinds.some((kind) => said.has(kind)),
  );
}

/** Make the projections of these subjects again, in the caller's transaction. */
export async function projectSubjects(
  db: SqlExecutor,
  claimed: readonly ClaimedSubject[],
  parts: Pick<IntakeParts, "registry" | "ids">,
): Promise<void> {
  const subjects = await loadSubjects(
    db,
    claimed.map(({ subjectKey }) => subjectKey),
  );
  const sourceIds = new Set(subjects.flatMap(({ facts }) => facts.map(({ sourceId }) => sourceId)));
  const names = createNameResolver(await loadNames(db, [...sourceIds]));
  const kindOf = new Map(claimed.map(({ subjectKey, kind }) => [subjectKey, kind]));
  const context = { names, nextId: (prefix: string) => parts.ids.next(prefix) };
  for (const projector of parts.registry.projectors) {
    const given = concerning(projector, kindOf, subjects).map(
      ({ subjectKey, facts }): ProjectedSubject => ({ subjectKey, facts: inOrder(facts) }),
    );
    if (given.length > 0) await projector.project(db, given, context);
  }
  await noteUnknownNames(db, names.unknown(), () => parts.ids.next("map"));
  await clearSubjects(
    db,
    claimed.map(({ subjectKey }) => subjectKey),
  );
}

/**
 * Project up to `limit` subjects that are due, in one transaction; answers how many. A batch that fails is tried in halves, so that
 * only a poisoned subject is set aside. Throws when the database is away.
 */
export async function projectDueSubjects(parts: IntakeParts, limit: number): Promise<number> {
  let keys: readonly string[] = [];
  async function attempt(db: SqlExecutor, only: readonly string[] | null): Promise<number> {
    const claimed = await claimSubjects(db, limit, only);
    if (only === null) keys = claimed.map(({ subjectKey }) => subjectKey);
    if (claimed.length > 0) await projectSubjects(db, claimed, parts);
    return claimed.length;
  }
  return inHalves<string, number>({
    attempt: (only) => parts.transaction((db) => attempt(db, only)),
    itemsOfFirst: () => keys,
    join: (one, other) => one + other,
    async setAside(subjectKey, error) {
      parts.log.error({ err: error, subject: subjectKey }, "a subject could not be projected");
      await parts.transaction((db) => postpone(db, subjectKey, error));
      return 0;
    },
  });
}

async function postpone(db: SqlExecutor, subjectKey: string, error: unknown): Promise<void> {
  const [subject] = await claimSubjects(db, 1, [subjectKey]);
  if (!subject) return;
  const failure = (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
  await postponeSubject(db, subjectKey, { failure, retryMs: retryAfterMs[subject.attempts] ?? null });
}
