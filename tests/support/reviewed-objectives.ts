import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Call } from "@/lib/platform/use-case";
import { lookForBreaches } from "@/lib/reviews/loop/look-for-breaches";
import type { BreachedClocks } from "@/lib/reviews/port";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { callAs, type Harness } from "./harness";
import { createMeasured } from "./measured-services";
import { person } from "./waivers";

/** Objectives whose past is written down, and people who review them. */

const admin = callAs("admin");

/** A developer, an approver and two who lead, each a person of the catalogue. */
export const dev: Call = person("dev", "developer");
export const signer: Call = person("signer", "approver");
export const lead: Call = person("lead", "release_manager");
export const sre: Call = person("sre", "sre");

export async function makePeople({ db }: Harness): Promise<void> {
  for (const name of ["dev", "signer", "lead", "sre"])
    await db.user.create({
      data: { id: `usr_${name}`, email: `${name}@reviews.example`, name: `Person ${name}`, roles: ["developer"] },
    });
}

/** Requests of every minute of these hours, so many of them bad. */
export async function storeHours(
  { db }: Harness,
  targetId: string,
  given: { readonly from: string; readonly to: string; readonly requests: number; readonly errors: number },
): Promise<void> {
  await prismaExecutor(db).query(sql`
    insert into service_hour (target_id, hour, source, requests, errors, bounds_ms, latency_counts)
    select ${targetId}, h.hour, 'stored', array_fill(${given.requests}::bigint, array[60]),
           array_fill(${given.errors}::bigint, array[60]), '{}', null
    from generate_series(${given.from}::timestamptz, ${given.to}::timestamptz - interval '1 hour', interval '1 hour') as h(hour)`);
}

export const monthly = {
  sli: { kind: "availability" },
  targetPercent: "99",
  period: { kind: "calendar", unit: "month", timeZone: "UTC" },
} as const;

/** A measured service with an objective of the same name that is as old as given. Answers both ids. */
export async function makeObjective(
  { db }: Harness,
  slug: string,
  createdAt: string,
  definition: object = monthly,
): Promise<{ objectiveId: string; targetId: string }> {
  const targetId = await createMeasured(slug);
  const place = { service: slug, environment: "production" };
  const made = await createObjective.run({ slug, name: `${slug} answers`, ...place, definition }, admin);
  await db.objective.update({ where: { id: made.id }, data: { createdAt: new Date(createdAt) } });
  return { objectiveId: made.id, targetId };
}

export const noClocks: BreachedClocks = { breached: async () => [] };

/** One look of the loop at a moment. */
export function lookAt({ runtime }: Harness, at: string, clocks: BreachedClocks = noClocks) {
  runtime.setNow(at);
  return lookForBreaches({ runtime, clocks }, runtime.clock.now());
}
