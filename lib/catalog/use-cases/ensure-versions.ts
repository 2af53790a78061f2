import type { SqlExecutor } from "@/lib/platform/db/executor";
import { type NewVersion, upsertVersions } from "../version-store";

export type ToldVersion = Omit<NewVersion, "id"> & { readonly id: string };

export interface EnsuredVersions {
  idOf(serviceId: string, name: string): string;
  /** Ids of versions that were here before and of which the commit became known now. */
  readonly learnt: readonly string[];
}

/**
 * The versions that signals tell of, by service and name, made where the service has none. What is known of a version stays: a sender
 * that tells another commit or digest changes nothing, since a version never changes. For many at once.
 */
export async function ensureVersions(db: SqlExecutor, wanted: readonly ToldVersion[]): Promise<EnsuredVersions> {
  const rows = await upsertVersions(db, wanted);
  const ids = new Map(rows.map((row) => [`${row.serviceId} ${row.name}`, row.id]));
  return {
    idOf(serviceId, name) {
      const id = ids.get(`${serviceId} ${name}`);
      if (id === undefined) throw new Error("a version that was just ensured is not there");
      return id;
    },
    learnt: rows.filter(({ isCommitLearnt }) => isCommitLearnt).map(({ id }) => id),
  };
}
