import type { AttributedIncident, Candidate, TakenBack } from "@/lib/incidents/domain/attribution";
import { takenBackIn } from "@/lib/incidents/domain/taken-back";
import { type Instant, instant } from "@/lib/kernel/instant";
import { Random } from "@/tests/bench/random";

/*
 * A made-up organisation whose incidents are known to the cause: seven months, forty services of which some share a repository.
 * Teams deploy in working hours, some deployments break something after a while, half of those are rolled back; flags are flipped;
 * some incidents come from nowhere. What senders tell of it is late, skewed, doubled and incomplete. All from one seed.
 */

export interface TrueDeployment {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly repository: string;
  readonly version: string;
  readonly commitSha: string;
  /** As told, by the pipeline's clock. */
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly state: "succeeded" | "failed";
  readonly isRollback: boolean;
}

export interface TrueFlagChange {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly at: Instant;
}

export interface TrueIncident extends AttributedIncident {
  readonly id: string;
  readonly repository: string;
  /** The deployment or flag change that caused it; null when it came from nowhere. */
  readonly causeId: string | null;
}

export interface TruthSet {
  readonly deployments: readonly TrueDeployment[];
  readonly flagChanges: readonly TrueFlagChange[];
  readonly incidents: readonly TrueIncident[];
}

export interface TruthSetOptions {
  readonly seed: number;
  readonly services?: number;
  readonly days?: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const begin = Date.UTC(2026, 3, 1);

/** Shares that the organisation is made of. */
const shares = {
  broken: 0.12,
  failedOutright: 0.03,
  flagBreaks: 0.15,
  /** An incident is reported for a neighbour in the same repository. */
  elsewhere: 0.03,
  namesCause: 0.15,
  namesNoEnvironment: 0.1,
  rolledBack: 0.55,
  doubled: 0.1,
  fromNowherePerServiceMonth: 0.4,
};

/** Make the organisation of a seed. */
export function makeTruthSet({ seed, services = 40, days = 213 }: TruthSetOptions): TruthSet {
  const world = new World(new Random(seed));
  for (let index = 0; index < services; index += 1) world.live(`svc_${index}`, `git.example/shop/${index >> 1}`, days);
  return world.told();
}

/** Which version a team builds next, and which one runs. */
interface VersionLine {
  next: number;
  running: number;
}

class World {
  readonly #random: Random;
  readonly #deployments: TrueDeployment[] = [];
  readonly #flags: TrueFlagChange[] = [];
  readonly #incidents: TrueIncident[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The seven months of one service in production, with staging before it. */
  live(serviceId: string, repository: string, days: number): void {
    const random = this.#random;
    const perDay = 0.25 + 1.5 * random.next();
    const line = { next: 1, running: 0 };
    for (let day = 0; day < days; day += 1) {
      if (random.next() < shares.fromNowherePerServiceMonth / 30) this.#fromNowhere(serviceId, repository, day);
      if ([5, 6].includes(new Date(begin + day * dayMs).getUTCDay())) continue;
      if (random.next() < 0.05) this.#flip(serviceId, repository, day);
      for (const hour of workingHours(random, poisson(random, perDay))) {
        const at = begin + day * dayMs + hour * hourMs;
        this.#deploy({ serviceId, repository, environmentId: "staging", version: line.next, at: at - hourMs });
        this.#release(serviceId, repository, line, at);
      }
    }
  }

  told(): TruthSet {
    const byStart = (left: TrueDeployment, right: TrueDeployment): number => left.startedAt - right.startedAt;
    return { deployments: this.#deployments.sort(byStart), flagChanges: this.#flags, incidents: this.#incidents };
  }

  #release(serviceId: string, repository: string, line: VersionLine, at: number): void {
    const random = this.#random;
    const place = { serviceId, repository, environmentId: "production" };
    const version = line.next;
    const good = line.running;
    line.next += 1;
    const isFailed = random.next() < shares.failedOutright;
    const made = this.#deploy({ ...place, version, at, state: isFailed ? "failed" : "succeeded" });
    if (!isFailed) line.running = version;
    if (random.next() >= (isFailed ? 0.5 : shares.broken)) return;
    // Most of what a version breaks shows within the hour; some needs the night.
    const delayMs = Math.min(20 * hourMs, 12 * minuteMs * Math.exp(1.1 * random.normal()));
    const detectedAt = at + Math.max(minuteMs, delayMs);
    const lastsMs = 20 * minuteMs * Math.exp(0.8 * random.normal());
    if (good > 0 && !isFailed && random.next() < shares.rolledBack) {
      this.#deploy({ ...place, version: good, at: detectedAt + lastsMs * 0.7, isRollback: true });
      line.running = good;
    }
    this.#hurt({ serviceId, repository, detectedAt, lastsMs, cause: made });
  }

  #deploy(given: {
    serviceId: string;
    repository: string;
    environmentId: string;
    version: number;
    at: number;
    state?: "succeeded" | "failed";
    isRollback?: boolean;
  }): TrueDeployment {
    const { serviceId, repository, environmentId, version, at, state = "succeeded", isRollback = false } = given;
    this.#count += 1;
    const startedAt = instant(Math.round(at + this.#skew()));
    const made: TrueDeployment = {
      id: `dep_${this.#count}`,
      serviceId,
      environmentId,
      repository,
      version: `1.${version}.0`,
      commitSha: version.toString(16).padStart(8, "0").repeat(5),
      startedAt,
      finishedAt: instant(startedAt + Math.round(minuteMs * (2 + 8 * this.#random.next()))),
      state,
      isRollback,
    };
    this.#deployments.push(made);
    return made;
  }

  #flip(serviceId: string, repository: string, day: number): void {
    const random = this.#random;
    this.#count += 1;
    const at = begin + day * dayMs + 9 * hourMs + random.next() * 8 * hourMs;
    const id = `flag_${this.#count}`;
    this.#flags.push({ id, serviceId, environmentId: "production", at: instant(Math.round(at + this.#skew())) });
    if (random.next() >= shares.flagBreaks) return;
    const detectedAt = at + Math.max(minuteMs, 6 * minuteMs * Math.exp(random.normal()));
    this.#hurt({ serviceId, repository, detectedAt, lastsMs: 30 * minuteMs, cause: { id } });
  }

  #fromNowhere(serviceId: string, repository: string, day: number): void {
    const detectedAt = begin + day * dayMs + this.#random.next() * dayMs;
    this.#hurt({ serviceId, repository, detectedAt, lastsMs: 40 * minuteMs, cause: null });
  }

  #hurt(given: {
    serviceId: string;
    repository: string;
    detectedAt: number;
    lastsMs: number;
    cause: TrueDeployment | { readonly id: string } | null;
  }): void {
    const random = this.#random;
    const { repository, cause } = given;
    this.#count += 1;
    const id = `inc_${this.#count}`;
    const detectedAt = instant(Math.round(given.detectedAt + this.#skew()));
    const version = cause && "version" in cause ? cause.version : null;
    const isElsewhere = random.next() < shares.elsewhere;
    const isNamed = version !== null && random.next() < shares.namesCause;
    const incident: TrueIncident = {
      id,
      repository,
      serviceId: isElsewhere ? neighbourOf(given.serviceId) : given.serviceId,
      environmentId: random.next() < shares.namesNoEnvironment ? null : "production",
      detectedAt,
      resolvedAt: instant(Math.round(detectedAt + given.lastsMs)),
      causes: isNamed ? [{ service: given.serviceId, version }] : [],
      duplicateOfKey: null,
      causeId: cause?.id ?? null,
    };
    this.#incidents.push(incident);
    if (random.next() < shares.doubled) {
      const later = instant(detectedAt + Math.round(5 * minuteMs * random.next()));
      this.#incidents.push({ ...incident, id: `${id}_again`, detectedAt: later, duplicateOfKey: id });
    }
  }

  /** Clocks of senders are off by up to two minutes. */
  #skew(): number {
    return (this.#random.next() - 0.5) * 4 * minuteMs;
  }
}

/** Services share repositories in pairs. */
function neighbourOf(serviceId: string): string {
  return `svc_${Number(serviceId.slice(4)) ^ 1}`;
}

/** Moments of a working day in hours, at least a pipeline's length apart. */
function workingHours(random: Random, count: number): number[] {
  const sorted = Array.from({ length: count }, () => 8 + random.next() * 9).sort((x, y) => x - y);
  return sorted.filter((hour, index) => hour - (sorted[index - 1] ?? 0) > 0.4);
}

function poisson(random: Random, mean: number): number {
  let count = 0;
  for (let product = random.next(); product > Math.exp(-mean); product *= random.next()) count += 1;
  return count;
}

/** What the product would look at for an incident of the set, as its store loads it. */
export function candidatesOf(set: TruthSet, incident: TrueIncident, windowMs: number): Candidate[] {
  const { taken, byRepository } = lookedUp(set);
  const isNear = (at: Instant): boolean => at >= incident.detectedAt - windowMs && at <= incident.detectedAt + hourMs;
  const ofDeployments = (byRepository.get(incident.repository) ?? [])
    .filter((one) => isNear(one.startedAt))
    .map((one): Candidate => {
      const relation = one.serviceId === incident.serviceId ? ("same_service" as const) : ("same_repository" as const);
      const takenBack = taken.get(one.id) ?? null;
      const { id, environmentId, startedAt, state, version, commitSha } = one;
      return {
        ...{ id, kind: "deployment", relation, environmentId, startedAt, state, version, commitSha, takenBack },
        serviceNames: [one.serviceId],
        isProduction: environmentId === "production",
        deploymentKind: one.isRollback ? "rollback" : "normal",
        ticketKey: null,
        url: null,
        references: [],
      };
    });
  const ofFlags = set.flagChanges
    .filter((one) => one.serviceId === incident.serviceId && isNear(one.at))
    .map(
      (one): Candidate => ({
        ...{ id: one.id, kind: "flag_change", relation: "same_service", environmentId: one.environmentId },
        ...{ serviceNames: [one.serviceId], isProduction: true, startedAt: one.at, state: "succeeded" },
        ...{ deploymentKind: null, version: null, commitSha: null, ticketKey: null, url: null, references: [] },
        takenBack: null,
      }),
    );
  return [...ofDeployments, ...ofFlags];
}

/** What is asked again and again of a set. */
interface LookedUp {
  /** What was taken back, in all lanes. */
  readonly taken: ReadonlyMap<string, TakenBack>;
  readonly byRepository: ReadonlyMap<string, readonly TrueDeployment[]>;
}

const lookedUpBySet = new WeakMap<TruthSet, LookedUp>();

function lookedUp(set: TruthSet): LookedUp {
  const known = lookedUpBySet.get(set);
  if (known) return known;
  const lanes = Map.groupBy(set.deployments, ({ serviceId, environmentId }) => `${serviceId} ${environmentId}`);
  const taken = new Map([...lanes.values()].flatMap((lane) => [...takenBackIn(lane)]));
  const found = { taken, byRepository: Map.groupBy(set.deployments, ({ repository }) => repository) };
  lookedUpBySet.set(set, found);
  return found;
}
