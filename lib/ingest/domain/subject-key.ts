import type { Instant } from "@/lib/kernel/instant";

/**
 * Subject keys, `kind:system:host:key`. The same thing has the same key from every door that tells of it: a hook of an app, a
 * hook of a repository, a poller, an importer. What git knows (commits, change requests) is keyed by repository, not by vendor.
 */

/** Where a sender's own ids are unique: the vendor, and its host or the slug of our source. */
export interface KeySpace {
  readonly system: string;
  readonly host: string;
}

/** What we say ourselves. */
const ownSpace: KeySpace = { system: "signalbox", host: "-" };

function spaced(kind: string, { system, host }: KeySpace, key: string): string {
  return `${kind}:${system}:${host}:${key}`;
}

/** Parts of free text as one key, so that no two lists of parts look alike. */
function joined(...parts: readonly (string | undefined)[]): string {
  return parts.map((part) => encodeURIComponent(part ?? "")).join("/");
}

function inRepository(repository: string): { readonly space: KeySpace; readonly path: string } {
  const [first, ...rest] = repository.split("/");
  const hasHost = rest.length > 0 && first !== undefined && /[.:]/.test(first);
  return {
    space: { system: "git", host: hasHost ? first : "-" },
    path: hasHost ? rest.join("/") : repository,
  };
}

/** `id`: the sender's id of the run, with the attempt when the sender runs the same id again. */
export function runKey(space: KeySpace, id: string): string {
  return spaced("pipeline_run", space, id);
}

/** `repository` as `repositoryName` writes it. */
export function commitKey(repository: string, sha: string): string {
  const { space, path } = inRepository(repository);
  return spaced("commit", space, `${path}@${sha.toLowerCase()}`);
}

/** `repository` as `repositoryName` writes it. */
export function changeRequestKey(repository: string, number: number): string {
  const { space, path } = inRepository(repository);
  return spaced("change_request", space, `${path}#${number}`);
}

/** One ticket system of a kind is assumed: its keys are what people write into titles and messages. */
export function ticketKey(system: string, key: string): string {
  return spaced("ticket", { system, host: "-" }, key);
}

export function deploymentKey(space: KeySpace, id: string): string {
  return spaced("deployment", space, id);
}

/** The key of a deployment whose sender has no id for it. `attempt` counts from 1. */
export function namedDeploymentId(place: {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly attempt: number;
}): string {
  return joined(place.service, place.environment, place.version, String(place.attempt));
}

export function incidentKey(space: KeySpace, key: string): string {
  return spaced("incident", space, key);
}

/** The incident that one of our own alarms opened. */
export function ownIncidentKey(alarmId: string): string {
  return incidentKey(ownSpace, alarmId);
}

/** An alert that ended and fires again has a new start and is another alert. */
export function alertKey(space: KeySpace, fingerprint: string, startsAt: Instant): string {
  return spaced("alert", space, `${joined(fingerprint)}@${startsAt}`);
}

export function flagKey(
  space: KeySpace,
  flag: { readonly flag: string; readonly service?: string; readonly environment: string },
): string {
  return spaced("flag_change", space, joined(flag.environment, flag.service, flag.flag));
}

/** Test results of one version or commit of a service. */
export function qualityKey(
  space: KeySpace,
  of: { readonly service: string; readonly version?: string; readonly commitSha?: string; readonly suite: string },
): string {
  return spaced("quality", space, joined(of.service, of.version, of.commitSha, of.suite));
}

export function customerKey(space: KeySpace, id: string): string {
  return spaced("customer", space, id);
}
