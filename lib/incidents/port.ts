import type { SqlExecutor } from "@/lib/platform/db/executor";

/** Which services a service depends on at run time. Whoever keeps the graph answers; attribution asks. */
export interface ServiceDependencies {
  /** For each of these services the ids of those that it calls. Missing: nothing is known of it. */
  of(db: SqlExecutor, serviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Nobody keeps a graph yet. */
export const noDependencies: ServiceDependencies = { of: async () => new Map() };
