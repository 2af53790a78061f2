import type { SqlExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { environmentIdOf, findGatePlace } from "../place-read-model";
import type { GatePlace } from "../port";

/** The place that somebody names. Throws `not_found` for a service or an environment that is not there. */
export async function requireGatePlace(
  db: SqlExecutor,
  asked: { readonly service: string; readonly environment: string; readonly version?: string | null | undefined },
): Promise<GatePlace> {
  const { service, environment, version = null } = asked;
  const place = await findGatePlace(db, { service, environment, version });
  if (place) return place;
  const isEnvironmentThere = (await environmentIdOf(db, environment)) !== null;
  throw isEnvironmentThere ? notFound("service", service) : notFound("environment", environment);
}
