import { loadDependents } from "@/lib/dependencies/dependents-read-model";
import type { DeliveryRecord } from "@/lib/insights/domain/delivery-record";
import { recordsOf, selectRecords } from "@/lib/insights/use-cases/select-records";
import { type Instant, instant } from "@/lib/kernel/instant";
import { localOf, weekdayOf } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import type { LocalMoment, PastDeployment, ServiceHistory } from "../domain/service-history";
import { loadServiceFacts } from "../history-read-model";

/** Histories of lanes, with the records that they were made from. */
export interface Histories {
  readonly records: readonly DeliveryRecord[];
  readonly zone: string;
  of(lane: { readonly serviceId: string; readonly environmentId: string }): ServiceHistory;
}

/** Everything known of the services of a selection over two years. `service` is a slug; every service without it. */
export async function gatherHistories(
  db: Db,
  now: Instant,
  asked: { readonly service?: string; readonly environment?: string },
): Promise<Histories> {
  const selected = await selectRecords(db, { ...asked, period: "24m" }, now);
  const { window } = selected.period;
  const serviceId = asked.service ? (idOf(selected.places.services, asked.service) ?? null) : null;
  const facts = await loadServiceFacts(prismaExecutor(db), { fromMs: window.start, toMs: now, serviceId });
  const { knownFrom, since } = await loadDependents(prismaExecutor(db));
  const records = recordsOf(selected).toSorted((x, y) => x.startedAt - y.startedAt);
  const lanes = Map.groupBy(records, keyOf);
  return {
    records,
    zone: selected.zone,
    of: (lane) => ({
      tier: lanes.get(keyOf(lane))?.at(-1)?.tier ?? 0,
      dependents: knownFrom === null ? null : { knownFrom, since: since.get(lane.serviceId) ?? [] },
      deployments: (lanes.get(keyOf(lane)) ?? []).map(pastOf),
      incidents: facts.incidents.get(lane.serviceId) ?? [],
      testRuns: facts.testRuns.get(lane.serviceId) ?? [],
      changes: facts.changes.get(lane.serviceId) ?? [],
    }),
  };
}

function idOf(places: ReadonlyMap<string, { readonly id: string; readonly slug: string }>, slug: string) {
  return [...places.values()].find((one) => one.slug === slug)?.id;
}

function keyOf(lane: { readonly serviceId: string; readonly environmentId: string }): string {
  return `${lane.serviceId} ${lane.environmentId}`;
}

function pastOf(record: DeliveryRecord): PastDeployment {
  const { deploymentId, startedAt, kind } = record;
  return { id: deploymentId, startedAt, kind, failedAt: failedAt(record) };
}

/** When it became known that a deployment failed: its first sign, or its own end; null when it did not. */
export function failedAt(record: DeliveryRecord): Instant | null {
  const signs = record.failures.map((one): number => one.detectedAt);
  if ((record.outcome === "failed" || record.outcome === "rolled_back") && record.finishedAt !== null)
    signs.push(record.finishedAt);
  return signs.length === 0 ? null : instant(Math.min(...signs));
}

/** The local week of a moment. */
export function localMoment(at: Instant, zone: string): LocalMoment {
  return { at, weekday: weekdayOf(at, zone), hour: Number(localOf(at, zone).slice(11, 13)) };
}
