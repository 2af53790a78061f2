import { listCustomerNumbers } from "@/lib/incidents/customer-number-read-model";
import { shiftsOf } from "@/lib/incidents/domain/customer-numbers";
import { listSourceVoices } from "@/lib/ingest/source-voice-read-model";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { healthOf, isKnown } from "../domain/release-health";
import { type HealthBoard, HealthInput, HealthState, type ReleaseHealth } from "../health-contract";
import { listReleases, type ReleaseRow, signalsOf } from "../health-read-model";
import { rulesAt } from "../insight-rules-read-model";
import { loadPlaces, type Places } from "../place-read-model";

/** C4 of the requirements: health must be known for four releases of five. */
const coverageGoal = 0.8;
const hourMs = 3_600_000;

/** How the newest release of each service is, and for what share of them anybody can say. */
export const getHealthBoard = defineQuery({
  name: "insight.health",
  permission: "insights:read",
  input: HealthInput,
  async handle({ input, db, now }): Promise<HealthBoard> {
    const executor = prismaExecutor(db);
    const [{ rules }, places] = await Promise.all([rulesAt(db, now), loadPlaces(executor)]);
    const environments = [...places.environments.values()].filter((environment) =>
      input.environment === undefined
        ? rules.productionKinds.includes(environment.kind) || rules.productionEnvironments.includes(environment.slug)
        : input.environment === "all" || environment.slug === input.environment,
    );
    refuseUnknown(input.environment, places);
    const since = instant(now - input.hours * hourMs);
    const environmentIds = environments.map((environment) => environment.id);
    const releases = await listReleases(executor, { environmentIds, since });
    const voices = await listSourceVoices(executor, [...new Set(releases.flatMap(({ sourceIds }) => sourceIds))], now);
    const told = await listCustomerNumbers(
      executor,
      releases.map(({ id }) => id),
      now,
    );
    const numbers = new Map([...told].map(([id, own]) => [id, shiftsOf(own)]));
    const items = releases.map((row) => {
      const { state, because, heardAt } = healthOf(signalsOf(row, { voices, numbers }, now), now);
      return { ...shown(row), health: state, because, heardAt: heardAt === null ? null : iso(heardAt) };
    });
    const known = items.filter((item) => isKnown(item.health)).length;
    return {
      computedAt: iso(now),
      hours: input.hours,
      releases: items.length,
      known,
      coverage: items.length === 0 ? null : known / items.length,
      goal: coverageGoal,
      counts: countsOf(items),
      items,
    };
  },
});

function refuseUnknown(slug: string | undefined, places: Places): void {
  if (slug === undefined || slug === "all") return;
  if ([...places.environments.values()].some((environment) => environment.slug === slug)) return;
  throw invalidField("environment", `There is no environment ${slug}.`, "Check its name, or leave it out.");
}

function countsOf(items: readonly { readonly health: HealthState }[]): HealthBoard["counts"] {
  const counts = Object.fromEntries(HealthState.options.map((state) => [state, 0])) as HealthBoard["counts"];
  for (const { health } of items) counts[health] += 1;
  return counts;
}

function shown(row: ReleaseRow): Omit<ReleaseHealth, "health" | "because" | "heardAt"> {
  return {
    deploymentId: row.id,
    service: row.service,
    environment: row.environment,
    tier: row.tier,
    version: row.version,
    state: row.state,
    rolloutId: row.rolloutId,
    startedAt: iso(row.startedAtMs),
    finishedAt: row.finishedAtMs === null ? null : iso(row.finishedAtMs),
    supportTickets: row.tickets?.since ?? null,
    openIncidents: row.incidents.map(({ id, title, detectedAtMs }) => ({ id, title, detectedAt: iso(detectedAtMs) })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
