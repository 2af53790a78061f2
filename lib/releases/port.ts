import type { Db, Tx } from "@/lib/platform/db/prisma";

/** That a service needs another one, by their slugs. */
export interface ServiceNeed {
  readonly consumer: string;
  readonly provider: string;
}

/**
 * Which of `services` need which others of them in an environment, as far as anybody knows. Trains take their order from it, beside what
 * their cars declare themselves. Slugs.
 */
export type ReadNeeds = (
  db: Db | Tx,
  environment: string,
  services: readonly string[],
) => Promise<readonly ServiceNeed[]>;
