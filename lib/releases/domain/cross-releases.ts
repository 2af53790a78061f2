/** One version that came to have all traffic of its service. */
export interface Landing {
  readonly rolloutId: string;
  /** Slug. */
  readonly service: string;
  readonly version: string;
  /** Epoch milliseconds when it ended. */
  readonly atMs: number;
  /** The train that brought it; null when it came alone. */
  readonly trainId: string | null;
}

export interface CrossRelease {
  /** In their time. */
  readonly landings: readonly Landing[];
  /** One train brought all of it. */
  readonly isCoordinated: boolean;
}

/** Services that need each other and change this close together are taken for one release. */
export const togetherMs = 2 * 3_600_000;

/**
 * Releases of several services: landings of one train, and landings of services that need each other within two hours of each other.
 * What is connected, over however many others, is one release; one of a single service is none. `needs` are pairs of services, either way
 * around.
 */
export function crossReleases(
  landings: readonly Landing[],
  needs: readonly { readonly consumer: string; readonly provider: string }[],
): CrossRelease[] {
  const sorted = landings.toSorted((one, other) => one.atMs - other.atMs || (one.rolloutId < other.rolloutId ? -1 : 1));
  const parts = new Parts(sorted.length);
  for (const [one, other] of [...ofTrains(sorted), ...closeTogether(sorted, needs)]) parts.join(one, other);
  const groups = new Map<number, Landing[]>();
  for (const [index, landing] of sorted.entries()) {
    const part = parts.of(index);
    groups.set(part, [...(groups.get(part) ?? []), landing]);
  }
  return [...groups.values()]
    .filter((group) => new Set(group.map(({ service }) => service)).size > 1)
    .map((group) => ({ landings: group, isCoordinated: isOfOneTrain(group) }));
}

/** Connected parts of numbers from 0. */
class Parts {
  private readonly root: number[];

  constructor(count: number) {
    this.root = Array.from({ length: count }, (_, index) => index);
  }

  of(index: number): number {
    let at = index;
    while (this.root[at] !== at) at = this.root[at] ?? at;
    return at;
  }

  join(one: number, other: number): void {
    this.root[this.of(other)] = this.of(one);
  }
}

/** Each landing of a train with the first one of it. */
function ofTrains(sorted: readonly Landing[]): [number, number][] {
  const first = new Map<string, number>();
  return sorted.flatMap(({ trainId }, index): [number, number][] => {
    if (trainId === null) return [];
    const known = first.get(trainId);
    first.set(trainId, known ?? index);
    return known === undefined ? [] : [[known, index]];
  });
}

/** Landings of services that need each other, close together; `sorted` by time. */
function closeTogether(
  sorted: readonly Landing[],
  needs: readonly { readonly consumer: string; readonly provider: string }[],
): [number, number][] {
  const pairs = new Set(
    needs.flatMap(({ consumer, provider }) => [`${consumer} ${provider}`, `${provider} ${consumer}`]),
  );
  return sorted.flatMap((late, index) => {
    const from = sorted.findIndex(({ atMs }) => late.atMs - atMs <= togetherMs);
    return sorted
      .slice(from, index)
      .flatMap((early, at): [number, number][] =>
        pairs.has(`${early.service} ${late.service}`) ? [[from + at, index]] : [],
      );
  });
}

function isOfOneTrain(group: readonly Landing[]): boolean {
  const [first] = group;
  return first !== undefined && first.trainId !== null && group.every(({ trainId }) => trainId === first.trainId);
}

/** The share that is aimed at, in percent. */
export const goalPercent = 70;

/** Share that was coordinated, 0 to 100 with one decimal; null with none to judge. */
export function coordinatedPercent(releases: readonly CrossRelease[]): number | null {
  if (releases.length === 0) return null;
  return Math.round((1_000 * releases.filter(({ isCoordinated }) => isCoordinated).length) / releases.length) / 10;
}
