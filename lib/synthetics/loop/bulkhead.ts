/** Room for runs: in all, and for each host, so that a slow one never takes the room of others. */
export interface Bulkhead {
  /** Take a place; null when there is none. Give it back with what is answered. */
  enter(host: string): (() => void) | null;
  readonly size: number;
  /** Hosts that have no place left. */
  fullHosts(): readonly string[];
}

/** Places that are taken until given back. */
export function createBulkhead(bounds: { readonly total: number; readonly perHost: number }): Bulkhead {
  const taken = new Map<string, number>();
  let size = 0;
  return {
    enter(host) {
      const here = taken.get(host) ?? 0;
      if (size >= bounds.total || here >= bounds.perHost) return null;
      size += 1;
      taken.set(host, here + 1);
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        size -= 1;
        const rest = (taken.get(host) ?? 1) - 1;
        if (rest === 0) taken.delete(host);
        else taken.set(host, rest);
      };
    },
    get size() {
      return size;
    },
    fullHosts: () => [...taken].filter(([, count]) => count >= bounds.perHost).map(([host]) => host),
  };
}
