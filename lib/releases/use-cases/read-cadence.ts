import { type Instant, plusMs } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { defineQuery } from "@/lib/platform/use-case";
import { loadDeclaredNeeds, loadDepartures, loadLandings, productionEnvironments } from "../cadence-read-model";
import { CadenceInput, type CadenceView } from "../contract";
import { coordinatedPercent, crossReleases, goalPercent, type Landing } from "../domain/cross-releases";
import { punctualityFigure, punctualityOf, slipMs } from "../domain/punctuality";
import { currentReadNeeds } from "../needs-read-model";

const dayMs = 86_400_000;
const shownReleases = 200;

/** How often trains depart, how punctual they are, what slipped and why; and how many releases of several services were coordinated. */
export const getCadence = defineQuery({
  name: "train.cadence",
  permission: "train:read",
  input: CadenceInput,
  async handle({ input, db, now }): Promise<CadenceView> {
    const since = plusMs(now, -input.days * dayMs);
    const run = prismaExecutor(db);
    const departures = await loadDepartures(run, since, now);
    const departed = departures.filter(({ departedAt }) => departedAt !== null).length;
    const landings = await loadLandings(run, since);
    const releases = crossReleases(landings, await needsOf(db, landings));
    return {
      days: input.days,
      departed,
      perWeek: Math.round((70 * departed) / input.days) / 10,
      punctuality: punctualityFigure(departures, now),
      trains: departures.map(({ plannedFirst, departedAt, endedAt, ...one }) => ({
        ...one,
        plannedFirst: iso(plannedFirst),
        departedAt: iso(departedAt),
        endedAt: iso(endedAt),
        punctuality: punctualityOf({ plannedFirst, departedAt, phase: one.phase }, now),
        slipMs: slipMs({ plannedFirst, departedAt, phase: one.phase }),
        slips: [...one.slips],
      })),
      coordination: {
        releases: releases.length,
        coordinated: releases.filter(({ isCoordinated }) => isCoordinated).length,
        percent: coordinatedPercent(releases),
        goalPercent,
        rows: releases
          .toReversed()
          .slice(0, shownReleases)
          .map(({ landings: parts, isCoordinated }) => ({
            isCoordinated,
            trainIds: [...new Set(parts.flatMap(({ trainId }) => trainId ?? []))],
            parts: parts.map(({ rolloutId, service, version, atMs }) => ({
              rolloutId,
              service,
              version,
              at: new Date(atMs).toISOString(),
            })),
          })),
      },
    };
  },
});

function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

async function needsOf(db: Db, landings: readonly Landing[]) {
  const run = prismaExecutor(db);
  const services = [...new Set(landings.map(({ service }) => service))];
  const needs = [...(await loadDeclaredNeeds(run))];
  for (const environment of await productionEnvironments(run))
    needs.push(...(await currentReadNeeds()(db, environment, services)));
  return needs;
}
