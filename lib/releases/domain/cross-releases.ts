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
  const pairs = new Set(
    needs.flatMap(({ consumer, provider }) => [`${consumer} ${provider}`, `${provider} ${consumer}`]),
  );
  const root = sorted.map((_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (root[at] !== at) at = root[at] ?? at;
    return at;
  };
  const join = (one: number, other: number) => {
    root[find(other)] = find(one);
  };
  const trains = new Map<string, number>();
  for (const [index, { trainId }] of sorted.entries()) {
    if (trainId === null) continue;
    const first = trains.get(trainId);
    if (first === undefined) trains.set(trainId, index);
    else join(first, index);
  }
  for (const [index, late] of sorted.entries()) {
    for (let before = index - 1; before >= 0; before -= 1) {
      const early = sorted[before];
      if (early === undefined || late.atMs - early.atMs > togetherMs) break;
      if (pairs.has(`${early.service} ${late.service}`)) join(before, index);
    }
  }
  const groups = new Map<number, Landing[]>();
  for (const [index, landing] of sorted.entries())
    groups.set(find(index), [...(groups.get(find(index)) ?? []), landing]);
  return [...groups.values()]
    .filter((group) => new Set(group.map(({ service }) => service)).size > 1)
    .map((group) => ({ landings: group, isCoordinated: isOfOneTrain(group) }));
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
