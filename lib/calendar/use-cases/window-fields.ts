import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import type { Tx } from "@/lib/platform/db/prisma";
import type { WindowKind } from "../contract";
import type { WindowFields } from "../window-store";

/** A window as an input names it, with slugs. */
export interface NamedWindow {
  readonly kind: WindowKind;
  readonly name: string;
  readonly environment: string | null;
  readonly service: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
}

function unknown(field: "service" | "environment", slug: string): Reason {
  return {
    code: `unknown_${field}`,
    field,
    message: `There is no ${field} “${slug}”.`,
    remedy: `Correct the slug, or leave it out for every ${field}.`,
  };
}

/** The fields to store. Throws `invalid_input` with every reason: unknown places, an end that is not after the start. */
export async function resolveWindow(tx: Tx, named: NamedWindow): Promise<WindowFields> {
  const { environment, service } = named;
  const environmentId = environment === null ? null : (await environmentIdsBySlug(tx, [environment])).get(environment);
  const serviceId = service === null ? null : (await serviceIdsBySlug(tx, [service])).get(service);
  const startsAt = new Date(named.startsAt);
  const endsAt = new Date(named.endsAt);
  const reasons: Reason[] = [];
  if (environmentId === undefined) reasons.push(unknown("environment", environment ?? ""));
  if (serviceId === undefined) reasons.push(unknown("service", service ?? ""));
  if (endsAt <= startsAt) {
    const message = "The window must end after it starts.";
    reasons.push({ code: "ends_before_start", field: "endsAt", message, remedy: "Choose a later end." });
  }
  if (reasons.length > 0 || environmentId === undefined || serviceId === undefined) {
    throw new AppError("invalid_input", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
  }
  return { kind: named.kind, name: named.name, environmentId, serviceId, startsAt, endsAt };
}
