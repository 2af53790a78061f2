import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { createWaivers } from "@/lib/waivers/in-force-read-model";
import { SloDefinition } from "../contract";
import type { PromisingPlace } from "../port";
import { loadPromise } from "../promise-read-model";

export interface PromisedContent {
  readonly slug: string;
  readonly place: PromisingPlace;
  readonly definition: SloDefinition;
  /** What it said until now; null for a new objective. */
  readonly before: unknown;
}

/** What a promise is weighed by: without a change of these nobody promises anything new. */
function weightOf({ targetPercent, dependsOn = [], sli }: SloDefinition): string {
  return JSON.stringify([targetPercent, dependsOn, sli.kind]);
}

/**
 * A service cannot promise more than what it stands on allows, even if all of that failed only together; except while a waiver lets it.
 * A promise that is not changed is not asked again. Throws `invalid_input` with the arithmetic.
 */
export async function assertPromiseCanHold(tx: Tx, content: PromisedContent, now: Instant): Promise<void> {
  const { slug, place, definition, before } = content;
  if (before !== null && weightOf(SloDefinition.parse(before)) === weightOf(definition)) return;
  const promise = await loadPromise(tx, { definition, place }, now);
  if (promise?.verdict !== "cannot") return;
  const asked = {
    kind: "promise",
    subject: slug,
    serviceId: place.serviceId,
    environmentId: place.environmentId,
  } as const;
  if ((await createWaivers(prismaExecutor(tx)).inForce([asked], now)).size > 0) return;
  throw new AppError("invalid_input", {
    detail: "This objective promises more than what it stands on allows.",
    reasons: [
      {
        code: "promise_cannot_hold",
        field: "definition.targetPercent",
        message: `At most ${promise.bestPercent} % can be kept here. ${promise.steps.at(-1) ?? ""}`.trim(),
        remedy:
          "Promise less, have what it stands on promise more, or have a waiver for promises of this place approved.",
      },
    ],
  });
}
