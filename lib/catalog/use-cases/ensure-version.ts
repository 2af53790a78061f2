import { AppError } from "@/lib/kernel/app-error";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";
import { reconcileVersion, type VersionIdentityField } from "../domain/version-identity";
import { insertVersion, lockVersion, type StoredVersion, saveVersionIdentity } from "../version-store";

export interface WantedVersion {
  readonly serviceId: string;
  readonly name: string;
  readonly commitSha?: string | null | undefined;
  readonly artifactDigest?: string | null | undefined;
}

export interface EnsuredVersion {
  readonly id: string;
  readonly created: boolean;
  /** What was known before; null when the version is new. */
  readonly before: StoredVersion | null;
}

/**
 * The version of this name, made when the service has none. What was not known of it is filled in; a version that is
 * another build already throws `conflict` with all the fields that differ. For every slice that meets a version by name.
 */
export async function ensureVersion(db: SqlExecutor, ids: Ids, wanted: WantedVersion): Promise<EnsuredVersion> {
  const { serviceId, name } = wanted;
  const sent = { commitSha: wanted.commitSha ?? null, artifactDigest: wanted.artifactDigest ?? null };
  const id = ids.next("ver");
  if (await insertVersion(db, { id, serviceId, name, ...sent })) return { id, created: true, before: null };
  const known = await lockVersion(db, serviceId, name);
  if (!known) throw new Error("a version that could not be inserted is not there");
  const decision = reconcileVersion(known, sent);
  if (decision.kind === "conflict") throw otherBuild(known, decision.fields);
  if (decision.kind === "enriched") await saveVersionIdentity(db, known.id, decision.next);
  return { id: known.id, created: false, before: known };
}

function otherBuild(known: StoredVersion, fields: readonly VersionIdentityField[]): AppError {
  return new AppError("conflict", {
    detail: `Version ${known.name} is another build already; a version never changes.`,
    reasons: fields.map((field) => ({
      code: "other_build",
      field,
      message: `Version ${known.name} has ${known[field]}.`,
      remedy: "Give the new build a new version name.",
      facts: { known: known[field] },
    })),
    current: known,
  });
}
