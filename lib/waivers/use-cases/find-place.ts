import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import type { Db, Tx } from "@/lib/platform/db/prisma";

function unknown(field: "service" | "environment", slug: string): Reason {
  return {
    code: `${field}_unknown`,
    field,
    message: `There is no ${field} “${slug}”.`,
    remedy: "Choose one of the catalog.",
  };
}

/** Ids of a service and an environment by their slugs. Throws `invalid_input` that names each that is not there. */
export async function requirePlace(
  db: Db | Tx,
  slugs: { readonly service: string; readonly environment: string },
): Promise<{ readonly serviceId: string; readonly environmentId: string }> {
  const { service, environment } = slugs;
  const serviceId = (await serviceIdsBySlug(db, [service])).get(service);
  const environmentId = (await environmentIdsBySlug(db, [environment])).get(environment);
  if (serviceId && environmentId) return { serviceId, environmentId };
  const reasons = [
    ...(serviceId ? [] : [unknown("service", service)]),
    ...(environmentId ? [] : [unknown("environment", environment)]),
  ];
  throw new AppError("invalid_input", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
}
