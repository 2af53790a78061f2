import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** To which services and environments some change window applies; null is every one. */
export interface WindowPlace {
  readonly serviceId: string | null;
  readonly environmentId: string | null;
}

/**
 * Every place that a change window names, each once. Two places to which the same of them apply are held by the same
 * windows, so that whoever asks for many has to ask for a few only.
 */
export async function listWindowPlaces(db: SqlExecutor): Promise<readonly WindowPlace[]> {
  return db.query<WindowPlace>(sql`
    select distinct service_id as "serviceId", environment_id as "environmentId" from change_window`);
}

/** The places among these that apply to a service in an environment. */
export function placesOf(
  places: readonly WindowPlace[],
  at: { readonly serviceId: string; readonly environmentId: string },
): readonly WindowPlace[] {
  return places.filter(
    ({ serviceId, environmentId }) =>
      (serviceId === null || serviceId === at.serviceId) &&
      (environmentId === null || environmentId === at.environmentId),
  );
}
