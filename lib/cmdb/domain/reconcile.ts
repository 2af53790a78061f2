import type { Instant } from "@/lib/kernel/instant";
import type { DifferenceKind } from "../contract";

/** One service in one environment, by the names that people know. */
export interface Place {
  readonly serviceId: string | null;
  readonly environmentId: string | null;
  readonly service: string;
  readonly environment: string;
}

export interface CmdbSide extends Place {
  readonly version: string | null;
  readonly owner: string | null;
  /** By the CMDB's own clock; null: it does not say. */
  readonly changedAt: Instant | null;
}

export interface PipelineSide extends Place {
  readonly version: string;
  readonly deployedAt: Instant;
}

export interface ObservedSide extends Place {
  /** Versions that have traffic now; several in the middle of a rollout. */
  readonly versions: readonly string[];
}

export interface Sides {
  readonly now: Instant;
  /** Null: the CMDB cannot be believed now, so nothing is said about it. */
  readonly cmdb: readonly CmdbSide[] | null;
  readonly pipeline: readonly PipelineSide[];
  readonly observed: readonly ObservedSide[];
  /** Owner team of each service, under every name that means it. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** A deployment younger than this is not expected in the CMDB yet. */
  readonly settleMs: number;
}

export interface Difference extends Place {
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly cmdb: string | null;
  readonly pipeline: string | null;
  readonly observed: string | null;
  readonly sentence: string;
}

/** Kinds that say something about the CMDB: they are neither found nor mended while it is unknown. */
export const cmdbKinds: readonly DifferenceKind[] = [
  "missing_in_cmdb",
  "missing_in_pipeline",
  "version_differs",
  "environment_differs",
  "stale_record",
  "owner_differs",
];

/** A name without case, spaces and hyphens, so that `Check-Out` and `checkout` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function sameVersion(left: string, right: string): boolean {
  const plain = (version: string): string => version.trim().replace(/^v(?=\d)/i, "");
  return plain(left) === plain(right);
}

/** Ours by id, others by name. */
export function placeKey(place: Place): string {
  const service = place.serviceId ?? `?${plainName(place.service)}`;
  return `${service}/${place.environmentId ?? `?${plainName(place.environment)}`}`;
}

function difference(
  kind: DifferenceKind,
  place: Place,
  values: Partial<Pick<Difference, "cmdb" | "pipeline" | "observed">>,
  sentence: string,
): Difference {
  const { serviceId, environmentId, service, environment } = place;
  const none = { cmdb: null, pipeline: null, observed: null };
  return {
    key: `${kind}:${placeKey(place)}`,
    kind,
    serviceId,
    environmentId,
    service,
    environment,
    ...none,
    ...values,
    sentence,
  };
}

/**
 * Compare what pipelines did, what the CMDB says and what is seen to run, place by place. Every disagreement is one difference
 * with what each side says. What a side does not know is no disagreement.
 */
export function reconcile(sides: Sides): Difference[] {
  const pipeline = new Map(sides.pipeline.map((one) => [placeKey(one), one]));
  const observed = new Map(sides.observed.map((one) => [placeKey(one), one]));
  const found = sides.pipeline.flatMap((one) => observedDifference(one, observed.get(placeKey(one))));
  if (sides.cmdb !== null) {
    const cmdb = new Map(sides.cmdb.map((one) => [placeKey(one), one]));
    const missing = missingOnes(sides, sides.cmdb, { cmdb, pipeline, observed });
    found.push(...missing, ...sides.cmdb.flatMap((item) => itemDifferences(item, pipeline.get(placeKey(item)), sides)));
  }
  return [...new Map(found.map((one) => [one.key, one])).values()].sort((left, right) =>
    left.key < right.key ? -1 : 1,
  );
}

function observedDifference(recorded: PipelineSide, seen: ObservedSide | undefined): Difference[] {
  if (!seen || seen.versions.length === 0) return [];
  if (seen.versions.some((version) => sameVersion(version, recorded.version))) return [];
  const running = seen.versions.join(", ");
  const sentence = `The last successful deployment was ${recorded.version}, but ${running} is what runs.`;
  return [
    difference("not_observed_as_recorded", recorded, { pipeline: recorded.version, observed: running }, sentence),
  ];
}

interface Known {
  readonly cmdb: ReadonlyMap<string, CmdbSide>;
  readonly pipeline: ReadonlyMap<string, PipelineSide>;
  readonly observed: ReadonlyMap<string, ObservedSide>;
}

/** What only one of the two knows. A service that each of them knows once, in different environments, is one difference. */
function missingOnes(sides: Sides, items: readonly CmdbSide[], known: Known): Difference[] {
  const deployed = sides.pipeline.filter((one) => !known.cmdb.has(placeKey(one)));
  const recorded = items.filter((one) => !known.pipeline.has(placeKey(one)) && !known.observed.has(placeKey(one)));
  const service = (one: Place): string => one.serviceId ?? `?${plainName(one.service)}`;
  const deployedOf = Map.groupBy(deployed, service);
  const recordedOf = Map.groupBy(recorded, service);
  const pairs = new Map<string, string>();
  for (const [key, [only, ...others]] of deployedOf) {
    const [twin, ...more] = recordedOf.get(key) ?? [];
    if (only && twin && others.length === 0 && more.length === 0) pairs.set(key, twin.environment);
  }
  const fromPipeline = deployed.flatMap((one): Difference[] => {
    const elsewhere = pairs.get(service(one));
    if (elsewhere !== undefined) return [movedDifference(one, elsewhere)];
    if (sides.now - one.deployedAt < sides.settleMs) return [];
    const sentence = `${one.version} was deployed, but the CMDB has no record of this service here.`;
    return [difference("missing_in_cmdb", one, { pipeline: one.version }, sentence)];
  });
  const fromCmdb = recorded.flatMap((one): Difference[] => {
    if (pairs.has(service(one))) return [];
    const version = one.version ?? "no version";
    const sentence = one.serviceId
      ? `The CMDB has ${version} here, but no pipeline ever deployed this service here and nothing is seen to run.`
      : `The CMDB has “${one.service}” here, which is no service of ours.`;
    return [difference("missing_in_pipeline", one, { cmdb: version }, sentence)];
  });
  return [...fromPipeline, ...fromCmdb];
}

function movedDifference(one: PipelineSide, elsewhere: string): Difference {
  const sentence = `Pipelines deploy it to ${one.environment}; the CMDB has it in ${elsewhere}.`;
  return difference("environment_differs", one, { cmdb: elsewhere, pipeline: one.environment }, sentence);
}

function itemDifferences(item: CmdbSide, deployed: PipelineSide | undefined, sides: Sides): Difference[] {
  const version = deployed ? versionDifference(item, deployed, sides) : null;
  const owner = ownerDifference(item, sides);
  return [version, owner].filter((one) => one !== null);
}

function versionDifference(item: CmdbSide, deployed: PipelineSide, sides: Sides): Difference | null {
  if (item.version === null || sameVersion(item.version, deployed.version)) return null;
  if (sides.now - deployed.deployedAt < sides.settleMs) return null;
  const values = { cmdb: item.version, pipeline: deployed.version };
  const isOlder = item.changedAt !== null && item.changedAt < deployed.deployedAt;
  if (!isOlder) {
    const sentence = `The CMDB says ${item.version}, the last deployment was ${deployed.version}.`;
    return difference("version_differs", item, values, sentence);
  }
  const sentence = `The record says ${item.version} and was not touched since ${deployed.version} was deployed.`;
  return difference("stale_record", item, values, sentence);
}

function ownerDifference(item: CmdbSide, sides: Sides): Difference | null {
  const ours = item.serviceId === null ? undefined : sides.owners.get(item.serviceId);
  if (item.owner === null || ours === undefined || ours.length === 0) return null;
  if (ours.some((name) => plainName(name) === plainName(item.owner ?? ""))) return null;
  const sentence = `The CMDB names ${item.owner} as owner, we know ${ours[0]}.`;
  return difference("owner_differs", item, { cmdb: item.owner, pipeline: ours[0] ?? null }, sentence);
}
